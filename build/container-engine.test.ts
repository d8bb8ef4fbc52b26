import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ContainerEngine } from './container-engine.ts';
import { buildContainers } from './containers.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-engine-'));
  vi.stubEnv('PATH', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  fs.rmSync(folder, { recursive: true });
});

/** An engine that writes down what it is told. */
function engine(name: string, script = `echo "$*" >> ${folder}/log`): void {
  fs.writeFileSync(path.join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}
const log = () => fs.readFileSync(path.join(folder, 'log'), 'utf8').trim().split('\n');

test('the first engine that works is taken; one whose daemon is away does not', () => {
  engine('docker', 'echo "warning" >&2; echo "Is the docker daemon running?" >&2; exit 1');
  engine('buildah');
  expect(new ContainerEngine(undefined, []).name).toBe('buildah');
  engine('podman');
  expect(new ContainerEngine(undefined, []).name).toBe('podman');
  expect(new ContainerEngine('buildah', []).name).toBe('buildah');
});

test('where none works, each says why, and there is a way out', () => {
  engine('docker', 'echo "Is the docker daemon running?" >&2; exit 1');
  const all =
    /docker: Is the docker daemon running\?\n {2}podman: is not installed\n {2}buildah: is not installed\n.*apt-get install buildah/;
  expect(() => new ContainerEngine(undefined, [])).toThrow(all);
  expect(() => new ContainerEngine('podman', [])).toThrow(
    /^Cannot build images: no engine works here\n {2}podman: is not installed\nInstall/,
  );
  expect(() => new ContainerEngine('kaniko', [])).toThrow('--engine must be docker, podman, buildah, is "kaniko"');
});

test('an image is built by its Dockerfile, with arguments and what the engine is told besides', async () => {
  engine('buildah');
  const made = new ContainerEngine('buildah', ['--network=host']);
  await made.image('polyray-x', { dockerfile: 'Dockerfile.x', arguments: { A: '1 2' } });
  await made.files('/to', { dockerfile: 'Dockerfile.x', arguments: {} });
  expect(log().slice(1)).toEqual([
    'build --format docker --layers --file docker/Dockerfile.x --build-arg A=1 2 --network=host --tag polyray-x .',
    'build --format docker --layers --file docker/Dockerfile.x --network=host --output type=local,dest=/to .',
  ]);
});

test('a build that fails says which', async () => {
  engine('podman', '[ "$1" = info ]');
  const image = new ContainerEngine('podman', []).image('polyray-x', { dockerfile: 'Dockerfile.x', arguments: {} });
  await expect(image).rejects.toThrow('Cannot build docker/Dockerfile.x: podman ended with 1');
});

test('what has no Dockerfile, or cannot be passed inside, is refused before anything is built', async () => {
  engine('buildah');
  const made = new ContainerEngine('buildah', []);
  await expect(buildContainers(made, { only: 'candle' })).rejects.toThrow('There is no docker/Dockerfile.candle');
  const set = (text: string) => buildContainers(made, { only: 'cpp', set: [text] });
  await expect(set('cpp.fftwSource=https://x.example/a b')).rejects.toThrow('a value with blanks cannot be passed');
  await expect(set('cpp.fftwSource=fftw.tar.gz')).rejects.toThrow('cpp.fftwSource names a file, "fftw.tar.gz", and a container has none');
  const config = path.join(folder, 'polyray.build.json');
  const configured = (executors: object) => {
    fs.writeFileSync(config, JSON.stringify({ executors }));
    return buildContainers(made, { config });
  };
  await expect(configured({ ml: { models: { bearing: 'b.safetensors' } } })).rejects.toThrow('ml.models.bearing names a file, "b.saf');
  await expect(configured({ python: { packages: 'lock.json' } })).rejects.toThrow('python.packages names a file, "lock.json"');
  expect(log()).toEqual(['--version']);
});

test('an executor that fails, fails alone: the next is tried, and both are told', async () => {
  engine('buildah', `echo "$*" >> ${folder}/log; case "$*" in *Dockerfile.cpp*|*Dockerfile.ml*) exit 3;; esac`);
  const failing = buildContainers(new ContainerEngine('buildah', []), { only: 'cpp,ml', runtime: true });
  await expect(failing).rejects.toThrow(
    /^Cannot build cpp, ml\ncpp: Cannot build docker\/Dockerfile.cpp: buildah ended with 3\nml: Cannot build docker\/Dockerfile.ml: /,
  );
  expect(log().filter((line) => line.includes('Dockerfile.runtime'))).toEqual([]);
});

test('who stops it stops all of it', async () => {
  engine(
    'buildah',
    `echo "$*" >> ${folder}/log; case "$*" in *Dockerfile.cpp*) while [ -e ${folder}/waits ]; do /bin/sleep 0.05; done; exit 1;; esac`,
  );
  fs.writeFileSync(path.join(folder, 'waits'), '');
  const stopped = buildContainers(new ContainerEngine('buildah', []), { only: 'cpp,ml' });
  await vi.waitFor(() => expect(log().join()).toContain('Dockerfile.cpp'));
  process.emit('SIGINT');
  fs.rmSync(path.join(folder, 'waits'));
  await expect(stopped).rejects.toThrow('Cannot build docker/Dockerfile.cpp');
  expect(log().join()).not.toContain('Dockerfile.ml');
});
