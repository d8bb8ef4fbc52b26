import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** The package indexes that pip's settings name, in the environment or in its files, for who resolves without pip. */
export async function configuredIndexes(): Promise<string[]> {
  const { PIP_INDEX_URL: first, PIP_EXTRA_INDEX_URL: others = '', PIP_CONFIG_FILE: named, XDG_CONFIG_HOME: xdg, APPDATA } = process.env;
  const home = os.homedir();
  const places =
    process.platform === 'win32'
      ? [path.join(APPDATA ?? home, 'pip', 'pip.ini')]
      : [path.join(xdg ?? path.join(home, '.config'), 'pip', 'pip.conf'), path.join(home, '.pip', 'pip.conf'), '/etc/pip.conf'];
  let urls = first === undefined ? [] : [first];
  for (const file of named === undefined ? places : [named]) {
    if (urls.length > 0) break;
    urls = indexesOf(await readFile(file, 'utf8').catch(() => ''));
  }
  return urls.length === 0 ? [] : [...urls, ...others.split(/\s+/).filter(Boolean)];
}

/** `index-url` and `extra-index-url` of the section `[global]`. */
export function indexesOf(ini: string): string[] {
  const section = /^\[global\]\s*$([\s\S]*?)(?=^\[|(?![\s\S]))/m.exec(ini)?.[1] ?? '';
  const value = (key: string) => new RegExp(`^${key}\\s*[=:]((?:.*\\n[ \\t]+)*.*)$`, 'm').exec(section)?.[1]?.trim() ?? '';
  const first = value('index-url');
  return first === '' ? [] : [first, ...value('extra-index-url').split(/\s+/).filter(Boolean)];
}
