import '../report-errors.ts';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../build.ts';
import { sha256 } from '../cache.ts';
import { findMembers, plainMembers, root } from '../members.ts';
import { presentVersion } from '../release-digests.ts';
import { runProgram } from '../run-program.ts';
import { dependencyPlaces } from '../sbom/npm-packages.ts';

const help = `Usage: npm run bundle [-- OPTIONS]

Packs polyray, its executors and all that they need into dist/bundle/polyray-VERSION.tar.gz: for machines without a network,
which need Node and nothing else.

  --node     puts this Node in, too, for machines of the same kind
  --help     this text`;

const { values } = parseArgs({ options: { node: { type: 'boolean' }, help: { type: 'boolean' } } });
if (values.help) console.log(help);
else await bundle();

async function bundle(): Promise<void> {
  const names = plainMembers();
  await build();
  const version = presentVersion();
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-bundle-'));
  try {
    const folder = path.join(scratch, `polyray-${version}`);
    const packages = path.join(folder, 'packages');
    fs.mkdirSync(packages, { recursive: true });
    const members = findMembers().filter(({ name }) => names.includes(name));
    // what npm would fetch, as it lies here: its own files are its package
    const dependencies = ['', ...members.map(({ directory }) => path.relative(root, directory))].flatMap(dependencyPlaces);
    const places = [root, ...members.map(({ directory }) => directory), ...new Set(dependencies.map((place) => path.join(root, place)))];
    await run('npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', packages, ...places);
    fs.cpSync(path.join(root, 'build/bundle'), folder, { recursive: true });
    fs.copyFileSync(path.join(root, 'NOTICE'), path.join(folder, 'NOTICE'));
    const bills = path.join(root, 'dist/sbom');
    if (fs.existsSync(bills)) fs.cpSync(bills, path.join(folder, 'sbom'), { recursive: true });
    if (values.node) fs.copyFileSync(process.execPath, path.join(folder, 'node'));
    const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const sums = files
      .map(({ parentPath, name }) => path.join(parentPath, name))
      .sort()
      .map((file) => `${sha256(fs.readFileSync(file))}  ${path.relative(folder, file)}\n`);
    fs.writeFileSync(path.join(folder, 'SHA256SUMS'), sums.join(''));
    const output = path.join(root, 'dist/bundle');
    fs.mkdirSync(output, { recursive: true });
    const archive = path.join(output, `polyray-${version}.tar.gz`);
    await run('tar', '-czf', archive, '-C', scratch, path.basename(folder));
    console.log(
      `${archive}: ${(fs.statSync(archive).size / 1e6).toFixed(1)} MB, ${files.length} files, sha256 ${sha256(fs.readFileSync(archive))}`,
    );
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

async function run(program: string, ...args: string[]): Promise<void> {
  const status = await runProgram(program, args, root);
  if (status !== 0) throw new Error(`Cannot make the bundle: ${program} ended with exit code ${status}`);
}
