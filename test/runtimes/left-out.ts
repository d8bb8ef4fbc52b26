/** JavaScript that spins cannot be metered, and there a thread's end is not its code's. */
const spins = [
  'health: errors are counted by kind',
  'a time-out of code that can be neither metered nor ended at once costs a worker, which counts as a crash',
] as const;

/** Tests that a runtime cannot pass, and why. Each is printed as left out, and none counts as passed. */
export const leftOut: Readonly<Record<string, readonly (readonly [name: string, why: string])[]>> = { deno: [spins], bun: [spins] };
