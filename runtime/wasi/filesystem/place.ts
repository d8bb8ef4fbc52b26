import fs from 'node:fs';
import { FileError } from './file-error.ts';

/** A folder that is held, and what lies right in it. Nothing here follows a symbolic link. */
export interface Place {
  /** Where the name lies, for functions that do not follow it; `.` is the folder itself. */
  at(name: string): string;
  /** A folder in it. @throws ENOTDIR, also where it is a symbolic link */
  open(name: string): Place;
  close(): void;
}

/** Linux's, not among Node's constants: holds a folder without reading it. */
const O_PATH = 0x200000;

/**
 * A folder as the system's own handle: names are looked up in it, wherever it was moved to meanwhile, and whatever now
 * lies where it was.
 */
class HeldPlace implements Place {
  readonly #folder: number;

  constructor(path: string, follow: number) {
    this.#folder = fs.openSync(path, O_PATH | fs.constants.O_DIRECTORY | follow);
  }

  at(name: string): string {
    return `/proc/self/fd/${this.#folder}/${name}`;
  }

  open(name: string): Place {
    return new HeldPlace(this.at(name), fs.constants.O_NOFOLLOW);
  }

  close(): void {
    fs.closeSync(this.#folder);
  }
}

/** A folder by its path, where the system has no such handles: whoever swaps folders for links while it is used may win. */
class NamedPlace implements Place {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  at(name: string): string {
    return `${this.#path}/${name}`;
  }

  open(name: string): Place {
    const path = this.at(name);
    if (!fs.lstatSync(path).isDirectory()) throw new FileError('not-directory');
    return new NamedPlace(path);
  }

  close(): void {}
}

let holds: boolean | undefined;

/** Whether folders can be held here. */
function canHold(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const place = new HeldPlace('/proc/self', 0);
    const seen = fs.existsSync(place.at('fd'));
    place.close();
    return seen;
  } catch {
    return false; // no /proc, or a runtime that knows no such flag
  }
}

/** @param kind 'named' only for tests of what other systems do */
export function openRoot(path: string, kind?: 'named'): Place {
  holds ??= canHold();
  return holds && kind === undefined ? new HeldPlace(path, 0) : new NamedPlace(path);
}
