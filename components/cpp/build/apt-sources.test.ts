import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { aptSourceLines } from './apt-sources.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true });
});

function etc(files: Record<string, string>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-apt-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

test('one-line sources become deb-src, comments and doubles stay out', () => {
  const text = [
    '# deb http://commented.example stable main',
    'deb http://mirror.example/debian stable main contrib  ',
    'deb-src http://mirror.example/debian stable main contrib',
    'deb [arch=amd64 signed-by=/keys/a.gpg] https://other.example/debian stable-updates main',
    'debug nonsense',
    '',
  ].join('\n');
  expect(aptSourceLines(etc({ 'sources.list': text }))).toEqual([
    'deb-src http://mirror.example/debian stable main contrib',
    'deb-src [arch=amd64 signed-by=/keys/a.gpg] https://other.example/debian stable-updates main',
  ]);
});

test('deb822 sources: every URI with every suite, keys by path, disabled stanzas left out', () => {
  const text = [
    'Types: deb',
    'URIs: http://a.example/debian http://b.example/debian',
    'Suites: stable',
    '  stable-updates',
    '# a comment',
    'Components: main',
    'Signed-By: /keys/debian.gpg',
    '',
    'Enabled: no',
    'Types: deb',
    'URIs: http://off.example/debian',
    'Suites: stable',
    'Components: main',
    ' ',
    'URIs: http://flat.example/repository',
    'Suites: ./',
    'Signed-By:',
    ' -----BEGIN PGP PUBLIC KEY BLOCK-----',
    ' .',
    '',
    'Suites: no-uri',
  ].join('\n');
  expect(aptSourceLines(etc({ 'sources.list.d/debian.sources': text }))).toEqual([
    'deb-src [signed-by=/keys/debian.gpg] http://a.example/debian stable main',
    'deb-src [signed-by=/keys/debian.gpg] http://a.example/debian stable-updates main',
    'deb-src [signed-by=/keys/debian.gpg] http://b.example/debian stable main',
    'deb-src [signed-by=/keys/debian.gpg] http://b.example/debian stable-updates main',
    'deb-src http://flat.example/repository ./',
  ]);
});

test('files of a folder come in order of their names; other files and a missing folder do not matter', () => {
  const folder = etc({
    'sources.list.d/b.list': 'deb http://b.example stable main',
    'sources.list.d/a.list': 'deb http://a.example stable main',
    'sources.list.d/c.list.bak': 'deb http://c.example stable main',
  });
  expect(aptSourceLines(folder)).toEqual(['deb-src http://a.example stable main', 'deb-src http://b.example stable main']);
  expect(aptSourceLines(path.join(folder, 'nowhere'))).toEqual([]);
});
