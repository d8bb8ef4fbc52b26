import type { Printed } from './driver.ts';
import type { Platform } from './platform/platform.ts';
import { scriptName } from './python/script-name.ts';

/** Writes what is printed in Python as Ray shows it. */
export function printAsRay({ print }: Pick<Platform, 'print'>): (printed: Printed) => void {
  return ({ stream, task, worker, line, ended }) => {
    // a program's own words are as it put them; tasks print beside each other, so theirs are lines
    print(stream, task === scriptName ? `${line}${ended ? '\n' : ''}` : `(${task ?? 'worker'} pid=${worker}) ${line}\n`);
  };
}
