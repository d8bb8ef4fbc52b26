/** Runs in which the machine once broke a rule, each with 200 tasks. A change to the simulator may make another run of a seed. */
export const regressions: readonly { readonly seed: number; readonly fault: string }[] = [
  { seed: 70, fault: 'a blocked task that was answered under another one and asked again stood on the stack twice' },
  { seed: 100, fault: 'what could be run on top once the one there had ended was taken for stuck' },
  { seed: 120, fault: 'only the first of several questions of a blocked task was looked at for what could be run on top' },
  { seed: 813, fault: 'a cancelled task that waited for its own actor was never found to be stuck' },
  { seed: 1049, fault: 'an actor whose argument could not be read back failed like a task' },
  { seed: 2357, fault: 'a task that had begun before it could be recalled was never found to be stuck' },
  { seed: 2973, fault: 'a call behind one that waited for its argument was never found to be stuck' },
];

/** How many tasks each of them has. */
export const regressionTasks = 200;
