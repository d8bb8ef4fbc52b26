import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CleanCopy } from './clean-copy.ts';

test('a version to be released is stated everywhere, and keeps what it writes', () => {
  using copy = new CleanCopy('release-version');
  // in npm's place: takes changes together as changesets would, and leaves the lock file
  const manifest = path.join(copy.directory, 'components/ml/package.json');
  const script = `#!/bin/sh\n[ "$1" != exec ] || sed -i.bak 's/"version": "[^"]*"/"version": "9.8.7"/' ${manifest}\n`;
  fs.mkdirSync(path.join(copy.directory, 'bin'));
  fs.writeFileSync(path.join(copy.directory, 'bin/npm'), script, { mode: 0o755 });
  const env = { ...process.env, PATH: `${copy.directory}/bin:${process.env['PATH']}` };
  const command = path.join(copy.directory, 'build/commands/release-version.ts');
  const { status, stderr } = spawnSync(process.execPath, [command], { cwd: copy.directory, env, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(fs.readFileSync(path.join(copy.directory, 'package.json'), 'utf8'))).toMatchObject({ version: '9.8.7' });
  const formats = fs.readdirSync(path.join(copy.directory, 'test/compatibility/formats')).map((name) => name.replace('.ts', '.json'));
  expect(fs.readdirSync(path.join(copy.directory, 'test/compatibility/9.8.7'))).toEqual(formats);
});
