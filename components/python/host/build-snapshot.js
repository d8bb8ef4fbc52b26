// @ts-check
// Run by the build in a process of its own: node build-snapshot.js <files as JSON> <result>
// The result is the manifest on a line, then the snapshot.
import { readFileSync, writeFileSync } from 'node:fs';
import { makeSnapshot } from './make-snapshot.js';

const [, , given = '', result = ''] = process.argv;
/** @type {{ sources: Record<string, string>, modules: string[], optional: string[] }} */
const { sources, modules, optional } = JSON.parse(readFileSync(given, 'utf8'));
const { bytes, description, skipped } = await makeSnapshot({ files: sources, modules: [...modules, ...optional] });
for (const name of modules) if (name in skipped) throw new Error(`Cannot make the snapshot: ${skipped[name]}`);
for (const [name, reason] of Object.entries(skipped)) console.warn(`Left out of the snapshot: ${name} (${reason})`);
/** @type {import('./snapshot.js').Manifest} */
const manifest = { ...description, sources };
writeFileSync(result, Buffer.concat([Buffer.from(`${JSON.stringify(manifest)}\n`), bytes]));
