import '../report-errors.ts';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../build.ts';
import { sha256 } from '../cache.ts';
import { digestsBelow } from '../files-below.ts';
import { findMembers, plainMembers, root } from '../members.ts';
import { presentVersion } from '../release-digests.ts';
import { runProgram } from '../run-program.ts';
import { runSbom } from '../run-sbom.ts';
import { dependencyPlaces } from '../sbom/npm-packages.ts';

const help = `Usage: npm run bundle [-- OPTIONS]

Packs polyray, its executors and all that they need into dist/bundle/polyray-VERSION.tar.gz: for machines without a network,
which need Node and nothing else.

  --node     puts this Node in, too, for machines of the same kind: dist/bundle/polyray-VERSION-PLATFORM.tar.gz
  --help     this text`;

const { values } = parseArgs({ options: { node: { type: 'boolean' }, help: { type: 'boolean' } } });
if (values.help) console.log(help);
else await bundle();

async function bundle(): Promise<void> {
  const plain = plainMembers();
  await build();
  must('npm run sbom -- --check', await runSbom('--check'));
  const version = presentVersion();
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-bundle-'));
  try {
    const folder = path.join(scratch, `polyray-${version}`);
    const members = findMembers().filter(({ name }) => plain.includes(name));
    const own = ['', ...members.map(({ directory }) => path.relative(root, directory).replaceAll('\\', '/'))];
    const names = new Map(own.map((place) => [place, nameOf(place)]));
    // what npm would fetch, as it lies here: its own files are its package
    pack([...own, ...new Set(own.flatMap(dependencyPlaces))], names, path.join(folder, 'packages'));
    fs.cpSync(path.join(root, 'build/bundle'), folder, { recursive: true });
    fs.copyFileSync(path.join(root, 'NOTICE'), path.join(folder, 'NOTICE'));
    for (const name of names.values()) {
      const bill = path.join('sbom', `${name}.cdx.json`);
      fs.mkdirSync(path.join(folder, 'sbom'), { recursive: true });
      fs.copyFileSync(path.join(root, 'dist', bill), path.join(folder, bill));
    }
    const dependencies = Object.fromEntries([...names.values()].map((name) => [name, '*']));
    fs.writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify({ private: true, type: 'module', dependencies }, null, 2)}\n`);
    if (values.node) {
      fs.copyFileSync(process.execPath, path.join(folder, 'node'));
      fs.copyFileSync(path.join(path.dirname(process.execPath), '../LICENSE'), path.join(folder, 'node.LICENSE'));
    }
    const files = Object.entries(digestsBelow(folder));
    const sums = files.map(([file, digest]) => `${digest}  ${file}\n`);
    fs.writeFileSync(path.join(folder, 'SHA256SUMS'), sums.join(''));
    const output = path.join(root, 'dist/bundle');
    fs.mkdirSync(output, { recursive: true });
    const kind = values.node ? `-${process.platform}-${process.arch}` : '';
    const archive = path.join(output, `polyray-${version}${kind}.tar.gz`);
    must('tar', await runProgram('tar', ['-czf', archive, '-C', scratch, path.basename(folder)]));
    console.log(
      `${archive}: ${(fs.statSync(archive).size / 1e6).toFixed(1)} MB, ${files.length} files, sha256 ${sha256(fs.readFileSync(archive))}`,
    );
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Packs packages as npm does, and calls each tarball by where its package is to be below `node_modules`.
 *
 * @param places where they are, from the root
 * @param names what those of this repository are called, by their places
 */
function pack(places: readonly string[], names: ReadonlyMap<string, string>, output: string): void {
  fs.mkdirSync(output, { recursive: true });
  for (const place of places) {
    const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', output, path.join(root, place)];
    const file = execFileSync('npm', args, { encoding: 'utf8', shell: process.platform === 'win32' }).trim();
    const [owner, ...inside] = place.startsWith('node_modules/') ? [place] : place.split('/node_modules/');
    const name = [names.get(owner!) ?? owner!.replace('node_modules/', ''), ...inside].join('/node_modules/');
    const to = path.join(output, `${name}.tgz`);
    fs.mkdirSync(path.dirname(to), { recursive: true });
    fs.renameSync(path.join(output, file), to);
  }
}

/** What a package of this repository is called. */
function nameOf(place: string): string {
  return (JSON.parse(fs.readFileSync(path.join(root, place, 'package.json'), 'utf8')) as { name: string }).name;
}

function must(what: string, status: number): void {
  if (status !== 0) throw new Error(`Cannot make the bundle: ${what} ended with exit code ${status}`);
}
