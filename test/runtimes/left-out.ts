/** JavaScript that spins cannot be metered, and there a thread's end is not its code's. */
const spins = [
  'health: errors are counted by kind',
  'a time-out of code that can be neither metered nor ended at once costs a worker, which counts as a crash',
] as const;

const catches = [
  '(meter) when the executor',
  '(terminate) when the executor',
  ', whatever the engine ends, when an executor from bytes',
].map(
  (where) =>
    [
      `a call without end is stopped${where.startsWith(',') ? '' : ' '}${where} > loops in a loop that catches all`,
      'its engine does not know the instruction "try_table" yet, and refuses the module',
    ] as const,
);

/** Tests that a runtime cannot pass, and why. Each is printed as left out, and none counts as passed. */
export const leftOut: Readonly<Record<string, readonly (readonly [name: string, why: string])[]>> = {
  deno: [spins],
  bun: [spins],
  'oldest-node': catches,
};
