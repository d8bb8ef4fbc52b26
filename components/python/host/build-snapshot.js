// @ts-check
// Run by the build in a process of its own: node build-snapshot.js <environment as JSON> <result>
// The result is the manifest on a line, then the snapshot.
import crypto from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { makeSnapshot } from './make-snapshot.js';
import { loadRuntime } from './pyodide.js';

// The same snapshot every time and everywhere: what Python asks of clocks, of chance and of this process while it starts becomes
// part of it (os.environ names the program and the language). Chance is asked anew by every interpreter that starts from it
// (polyray_interpreter.restore), but for the seed of hashes, which no snapshot can change.
Date.now = () => Date.UTC(2000, 0);
performance.now = () => 0;
Object.defineProperty(crypto, 'randomFillSync', { value: (/** @type {Uint8Array} */ view) => view.fill(1) });

const [, , given = '', result = ''] = process.argv;
process.argv.splice(1, Number.POSITIVE_INFINITY, 'polyray');
Object.defineProperty(navigator, 'language', { value: 'en-US' });
/** @type {{ files: Record<string, string>, modules: string[], optional: string[] }} */
const environment = JSON.parse(readFileSync(given, 'utf8'));
const { bytes, description, skipped } = await makeSnapshot(environment, await loadRuntime());
for (const [name, reason] of Object.entries(skipped)) console.warn(`left out of the snapshot: ${name} (${reason})`);
/** @type {import('./snapshot.js').Manifest} */
const manifest = { ...description, sources: environment.files };
writeFileSync(result, Buffer.concat([Buffer.from(`${JSON.stringify(manifest)}\n`), bytes]));
