import fs from 'node:fs';
import { styleText } from 'node:util';

// Measures plans in a process of its own, which needs `--no-liftoff`: code that is optimized from the start. Prints the wisdom.
//   node --no-liftoff run.ts CORE.wasm fp64|fp32 SHORTEST LONGEST

const [file, precision, shortest, longest] = process.argv.slice(2) as [string, string, string, string];
const isDouble = precision === 'fp64';
/** As fft::Kind counts them. */
const shapes = ['c2c', 'inverse c2c', 'r2c', 'c2r'];

const { exports } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(fs.readFileSync(file))), {
  host: { now: () => performance.now() },
});
const { memory, measure, wisdom } = exports as {
  memory: WebAssembly.Memory;
  measure(isDouble: boolean, kind: number, n: number): number;
  wisdom(isDouble: boolean): number;
};
(exports as { _initialize?(): void })._initialize?.();
for (let n = Number(shortest); n <= Number(longest); n *= 2) {
  for (const [kind, name] of shapes.entries()) {
    const began = performance.now();
    if (measure(isDouble, kind, n) === 0) throw new Error(`Cannot plan ${name} of ${n} in ${precision}`);
    console.error(`${styleText('cyan', precision)}  ${n} ${name}, ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
}
const at = wisdom(isDouble);
const bytes = new Uint8Array(memory.buffer);
process.stdout.write(Buffer.from(bytes.subarray(at, bytes.indexOf(0, at))));
