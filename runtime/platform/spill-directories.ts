// A directory of spilled objects is named after the process that it belongs to, so that whoever finds it can tell
// whether anyone still needs it:
//
//   polyray-spill-<machine>-<pid>-<start>-<random>
//
// `machine` stands for the host's name and the space in which its process numbers count, `start` for the moment at which
// the process began where the system tells (else 0), since numbers are given again.
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';

const form = /^polyray-spill-([0-9a-f]{8})-(\d+)-(\d+)-[0-9a-f]+$/;
const unknown = '0';

/** Makes a directory for the objects of one runtime, which nobody else can read. */
export function makeSpillDirectory(parent = tmpdir()): string {
  const random = Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString('hex');
  const name = `polyray-spill-${machine()}-${process.pid}-${startOf(process.pid)}-${random}`;
  mkdirSync(parent, { recursive: true });
  const directory = path.join(parent, name);
  mkdirSync(directory, { mode: 0o700 });
  return directory;
}

const parents = new Set<string>();

/**
 * Removes what processes that are gone have left behind: crashed ones soon, and this one, however its runtimes end, when it
 * exits. To be called in the process's first thread; others are not asked when it exits.
 */
export function tidySpillDirectories(parent = tmpdir()): void {
  // while a runtime's first threads start
  setTimeout(() => removeFrom(parent, (pid, start) => !isAlive(pid, start)), 0).unref();
  if (parents.size === 0) {
    process.on('exit', () => {
      for (const each of parents) removeFrom(each, (pid) => pid === process.pid);
    });
  }
  parents.add(parent);
}

function removeFrom(parent: string, isOver: (pid: number, start: string) => boolean): void {
  for (const name of namesIn(parent)) {
    const [, where, pid, start] = form.exec(name) ?? [];
    if (where !== machine() || !isOver(Number(pid), start!)) continue;
    try {
      rmSync(path.join(parent, name), { recursive: true, force: true });
    } catch {
      // another user's: theirs to remove
    }
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // it does not exist yet
  }
}

function isAlive(pid: number, start: string): boolean {
  const present = startOf(pid);
  if (present !== unknown && start !== unknown) return present === start;
  try {
    process.kill(pid, 0); // sends nothing
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began, in the system's own unit: field 22 of proc_pid_stat(5). Its name, in brackets, may hold anything. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]!;
  } catch {
    return unknown;
  }
}

function machine(): string {
  let numbers = '';
  try {
    numbers = readlinkSync('/proc/self/ns/pid');
  } catch {
    // one space for the whole machine
  }
  return crc32(`${hostname()} ${numbers}`).toString(16).padStart(8, '0');
}
