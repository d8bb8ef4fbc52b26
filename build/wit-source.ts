import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the contract. */
export const contractDirectory = fileURLToPath(new URL('../wit', import.meta.url));

/** One package of WIT in one text: every file of a folder, its `package` line once. */
export function witSource(directory: string = contractDirectory): string {
  const files = fs
    .readdirSync(directory)
    .filter((name) => name.endsWith('.wit'))
    .sort();
  const texts = files.map((name) => fs.readFileSync(path.join(directory, name), 'utf8'));
  const line = /^package [^;]+;\n/m;
  const head = texts[0]?.match(line)?.[0];
  if (head === undefined) throw new Error(`Cannot read WIT from "${directory}": no file names its package`);
  return head + texts.map((text) => text.replace(line, '')).join('\n');
}

/** The same package as a nested one, to stand behind another package's text. */
export function nestedWit(source: string): string {
  const [, head, body] = /^(package [^;]+);\n([\s\S]*)$/.exec(source) ?? [];
  if (head === undefined) throw new Error('Cannot nest WIT: it does not begin with its package');
  return `${head} {\n${body}}\n`;
}
