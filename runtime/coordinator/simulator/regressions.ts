/** Runs in which the machine once broke a rule. A change to the simulator may make another run of a seed. */
export const regressions: readonly { readonly seed: number; readonly tasks: number; readonly fault: string }[] = [
  { seed: 35, tasks: 200, fault: 'only the first of several questions of a blocked task was looked at for what could be run on top' },
  { seed: 87, tasks: 200, fault: 'a blocked task that was answered under another one and asked again stood on the stack twice' },
  { seed: 437, tasks: 1000, fault: 'a task that had begun before it could be recalled was never found to be stuck' },
  { seed: 1_000_325, tasks: 1000, fault: 'a task that had begun before it could be recalled was never found to be stuck' },
  { seed: 813, tasks: 200, fault: 'a cancelled task that waited for its own actor was never found to be stuck' },
  { seed: 1049, tasks: 200, fault: 'an actor whose argument could not be read back failed like a task' },
  { seed: 1477, tasks: 1000, fault: 'a call behind one that waited for its argument was never found to be stuck' },
  { seed: 1_000_210, tasks: 1000, fault: 'what could be put on top once the newest there had ended was taken for stuck' },
  { seed: 1_004_619, tasks: 1000, fault: 'who waited for a spilled object that was deleted was not told' },
  { seed: 1_007_117, tasks: 1000, fault: 'nobody looked for deadlocks after time alone had moved something' },
  { seed: 1_007_289, tasks: 1000, fault: 'a task that had begun on top of a blocked one, though it was called back, was taken for stuck' },
];
