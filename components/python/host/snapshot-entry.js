// @ts-check
// An entry of the snapshot cache is one file, so that it is whole or absent: a line of JSON, then the bytes.
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { verify } from './snapshot.js';

/**
 * Rejects with the reason where the entry is missing, damaged, or of another key.
 *
 * @param {string} file
 * @param {string} key
 */
export async function readEntry(file, key) {
  const content = await readFile(file);
  const border = content.indexOf(0x0a);
  /** @type {import('./snapshot.js').Description & { key: string }} */
  const { key: found, ...description } = JSON.parse(content.subarray(0, Math.max(border, 0)).toString());
  if (found !== key) throw new Error(`Cannot use snapshot "${file}": it is of another environment`);
  const bytes = new Uint8Array(content.buffer, content.byteOffset, content.length).slice(border + 1);
  await verify(bytes, description, file);
  return { description, bytes };
}

/**
 * Replaces what is there.
 *
 * @param {string} file
 * @param {string} key
 * @param {import('./snapshot.js').Description} description
 * @param {Uint8Array} bytes
 */
export async function writeEntry(file, key, description, bytes) {
  await mkdir(path.dirname(file), { recursive: true });
  const part = `${file}.${randomUUID()}.part`;
  await writeFile(part, Buffer.concat([Buffer.from(`${JSON.stringify({ key, ...description })}\n`), bytes]));
  await rename(part, file);
}
