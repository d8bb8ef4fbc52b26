import fs from 'node:fs';
import type { Format } from './format.ts';

const folder = new URL('./formats/', import.meta.url);

/** Every format, by the name of its file. */
export async function loadFormats(): Promise<Map<string, Format>> {
  const formats = new Map<string, Format>();
  for (const file of fs.readdirSync(folder).sort())
    formats.set(file.replace('.ts', ''), (await import(new URL(file, folder).href)) as Format);
  return formats;
}
