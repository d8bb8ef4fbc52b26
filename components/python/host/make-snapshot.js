// @ts-check
// Run by the build in a process of its own: node make-snapshot.js <folder of the Python sources> <result>
// The result is the manifest on a line, then the snapshot.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadRuntime, start } from './pyodide.js';
import { digest } from './snapshot.js';

/** Imported beforehand: what rules often use starts at once, and nothing here holds state of the machine. */
const preloaded = `
import polyray_executor.serve
import array, base64, bisect, cmath, collections, contextlib, copy, csv, dataclasses, datetime, decimal, enum, fractions
import functools, hashlib, heapq, inspect, io, itertools, json, linecache, logging, math, operator, pathlib, pickle, random
import re, secrets, statistics, string, struct, textwrap, time, traceback, types, typing, uuid, zoneinfo
`;

const [, , folder = '', result = ''] = process.argv;
const names = readdirSync(folder).filter((name) => name.endsWith('.py'));
const sources = Object.fromEntries(names.sort().map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
const runtime = await loadRuntime();
const { python, table } = await start(runtime, sources, { makeSnapshot: true });
python.runPython(preloaded);
python.runPython('import gc; gc.collect()');
const snapshot = /** @type {Uint8Array<ArrayBuffer>} */ (python.makeMemorySnapshot());
/** @type {import('./snapshot.js').Manifest} */
const manifest = { pyodide: runtime.api.version, table, bytes: snapshot.length, sha256: await digest(snapshot), sources };
writeFileSync(result, Buffer.concat([Buffer.from(`${JSON.stringify(manifest)}\n`), snapshot]));
