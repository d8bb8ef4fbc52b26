/** Tests that a runtime cannot pass, and why. Each is printed as left out, and none counts as passed. */
export const leftOut: Readonly<Record<string, readonly (readonly [name: string, why: string])[]>> = {
  deno: [
    ['health: errors are counted by kind', 'a time-out of code that cannot be stopped costs a worker, which counts as a crash'],
    ['health: one whose workers crash', 'workers take longer to start than the case waits'],
    ['replacements: one that breaks', 'workers take longer to start than the case waits'],
  ],
  bun: [['health: errors are counted by kind', 'a time-out of code that cannot be stopped costs a worker, which counts as a crash']],
};
