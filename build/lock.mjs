// @ts-check
// One process at a time, whatever ends the others. Plain JavaScript, since the bootstrap takes such a lock too.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const pid = String(process.pid);

/**
 * Takes a lock, once the process that holds it is done or gone. A lock is a folder with one entry, which its owner's process id
 * names: a folder is moved there only where none is or an empty one, and who takes a dead owner's entry away takes nobody else's.
 *
 * @param {string} lock Its path.
 * @param {string} what The process that holds it …, "installs" for example: what is said to who waits.
 * @param {AbortSignal} [signal] Ends the wait.
 * @returns {Promise<() => void>} Lets the next in.
 */
export async function takeLock(lock, what, signal) {
  const mine = `${lock}.${pid}`;
  for (let told = false; ; ) {
    fs.mkdirSync(path.join(mine, pid), { recursive: true });
    try {
      fs.renameSync(mine, lock);
      return () => remove(lock, pid);
    } catch (error) {
      if (!isHeld(error)) throw error;
    } finally {
      fs.rmSync(mine, { recursive: true, force: true });
    }
    const owner = ownerOf(lock);
    if (owner === undefined || !isRunning(Number(owner))) {
      remove(lock, owner);
      continue;
    }
    if (!told) console.error(`Waiting for process ${owner}, which ${what} (if it does not, delete ${lock}) …`);
    told = true;
    await delay(200, undefined, { signal });
  }
}

/** @param {unknown} error Of moving a folder there. */
function isHeld(error) {
  const { code = '' } = /** @type {NodeJS.ErrnoException} */ (error);
  // Windows moves nothing to where something is
  return code === 'ENOTEMPTY' || code === 'EEXIST' || (process.platform === 'win32' && code === 'EPERM');
}

/**
 * @param {string} lock
 * @returns {string | undefined} Nothing where it was let go meanwhile.
 */
function ownerOf(lock) {
  try {
    return fs.readdirSync(lock)[0];
  } catch {
    return undefined;
  }
}

/**
 * @param {string} lock
 * @param {string} [owner]
 */
function remove(lock, owner) {
  for (const folder of owner === undefined ? [lock] : [path.join(lock, owner), lock]) {
    try {
      fs.rmdirSync(folder);
    } catch (error) {
      // it is the next one's already
      const { code = '' } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code !== 'ENOENT' && code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    }
  }
}

/** @param {number} owner */
function isRunning(owner) {
  try {
    return process.kill(owner, 0); // sends nothing
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
