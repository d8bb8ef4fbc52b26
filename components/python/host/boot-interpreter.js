// @ts-check
// The one way by which polyray starts a Python interpreter. An owner of many calls `prepareInterpreter` once, hands what
// it gives to each thread, and there:
//
//   const interpreter = await bootInterpreter({ ...prepared, memoryBytes, stdout, interruptBuffer, onUnsound });
//   interpreter.python.runPython('...');   // Pyodide's API
//   interpreter.flush();                   // after a task: what it printed without a last newline
//
// What the owner must do itself:
// - start the thread with a stack of `stackBytes` (Node: `resourceLimits.stackSizeMb`): on less, freeing what is nested deep
//   kills the interpreter;
// - replace the interpreter after `onUnsound`, and the thread where an interrupt is not heard;
// - interrupt by `Atomics.store(new Int32Array(interruptBuffer), 0, 2)`, then `Atomics.notify` to wake a `time.sleep`. What
//   comes between two tasks is heard by the next one: store 0 before each.
import { hearInterrupts, waiter } from './interrupts.js';
import { LineReader } from './line-reader.js';
import { LineWriter } from './line-writer.js';
import { mountFolders } from './mount-folders.js';
import { compileModule, heapBytes, loadRuntime, memoryOf, start } from './pyodide.js';
import { read } from './read.js';
import { share } from './share.js';
import { readSnapshot } from './snapshot.js';
import { leastStack, protectStack, stackOfThread } from './stack.js';

/** The stack that a thread should be started with, in bytes: what is nested 100 000 levels deep can be freed on it. */
export const stackBytes = 64 * 1024 * 1024;

/**
 * @typedef {import('./snapshot.js').Manifest} Manifest
 *
 * @typedef {object} Sources
 * @property {string} manifest URL of the build's manifest: the Python sources and what the snapshot must be.
 * @property {string} snapshot URL of the memory snapshot. One that cannot be used costs about two seconds, no more.
 * @property {string} [pyodide] URL of the folder of Pyodide's files, with a slash at its end. Default: the installed package.
 *
 * @typedef {object} Prepared What all interpreters of a process share; can be posted to other threads.
 * @property {Manifest} manifest
 * @property {SharedArrayBuffer | ArrayBuffer} [snapshot] Verified; shared where the engine shares memory. Missing: not to be used.
 * @property {string} [snapshotError] Why it is missing.
 * @property {WebAssembly.Module} module
 * @property {string} [pyodide]
 * @property {import('./pyodide.js').Files} [files]
 * @property {readonly import('./packages/verify-wheel.js').Wheel[]} [wheels]
 *
 * @typedef {object} Unsound
 * @property {'memory' | 'fatal' | 'exit'} kind `memory`: an allocation was refused at the limit, and Python may have lost
 *   something over it; `fatal`: the interpreter is dead; `exit`: the program ended it by `os._exit`.
 * @property {string} message
 * @property {number} [exitCode] Of `exit`.
 *
 * @typedef {object} BootOptions
 * @property {Manifest} manifest
 * @property {SharedArrayBuffer | ArrayBuffer | Uint8Array} [snapshot] Taken as verified. Default: Python starts from scratch, in about two seconds.
 * @property {string} [snapshotError]
 * @property {WebAssembly.Module} [module] Default: compiled here.
 * @property {string} [pyodide]
 * @property {import('./pyodide.js').Files} [files] Laid besides the manifest's: packages that the snapshot need not know.
 * @property {readonly import('./packages/verify-wheel.js').Wheel[]} [wheels] Verified and laid, also those that the snapshot knows.
 * @property {number} [memoryBytes] All memory of the interpreter, at least what the snapshot holds. Past it Python raises
 *   MemoryError, and `onUnsound` is called. Default: 4 GiB.
 * @property {number} [stackBytes] The stack that this thread was started with; RecursionError comes before its end. Default:
 *   what Node says of it, elsewhere 984 KiB, which is what V8 gives where nobody asked for more.
 * @property {(reason: Unsound) => void} [onUnsound] Called when the interpreter is to be replaced, and again where it then dies;
 *   in the middle of Python's work, so it must not call Python.
 * @property {(line: string, ended: boolean) => void} [stdout] Gets each printed line without its end. Not `ended`: what was
 *   printed so far of a line, at a `flush` or before `stdin` is asked, as a prompt is. Default: `console.log`.
 * @property {() => boolean} [atOnce] Whether what Python flushes now of a line comes without its end. Default: it waits for that.
 * @property {(line: string, ended: boolean) => void} [stderr] Default: `console.warn`.
 * @property {() => string | Uint8Array | null | undefined} [stdin] A line of standard input, whose end is added where it has
 *   none, or bytes as they are; null at its end. It is called in the middle of a system call, so it must not call Python; an
 *   error with a `code` such as "EINTR" is that error in Python. Default: it is at its end.
 * @property {readonly import('./mount-folders.js').Mount[]} [mounts] Folders of the machine that Python finds, where there are files.
 * @property {string} [workingDirectory] What Python begins in, an absolute path of its own. Default: Pyodide's.
 * @property {readonly string[]} [importFrom] Folders of its own that modules are found in before all others.
 * @property {SharedArrayBuffer} [interruptBuffer] At least four bytes; a 2 in the first raises KeyboardInterrupt.
 *
 * @typedef {object} Interpreter
 * @property {import('./pyodide.js').Pyodide} python
 * @property {unknown} snapshotError Why the snapshot was not used; undefined where it was.
 * @property {Unsound | undefined} unsound Set when the interpreter is to be replaced: the last reason given to `onUnsound`.
 *   After `memory`, Python may be unable to say in its own words that memory ran out: take the reason's.
 * @property {() => void} flush Hands over what was printed and has no newline yet.
 * @property {() => number} memoryBytes Python's memory now, in bytes. It never shrinks.
 */

/**
 * Loads and verifies once what many interpreters start from.
 *
 * @param {Sources} sources
 * @returns {Promise<Prepared>}
 */
export async function prepareInterpreter({ manifest: manifestUrl, snapshot: snapshotUrl, pyodide }) {
  const compiling = compileModule(pyodide);
  /** @type {Manifest} */
  const manifest = JSON.parse(new TextDecoder().decode(await read(manifestUrl)));
  /** @type {Partial<Prepared>} */
  const snapshot = await readSnapshot(snapshotUrl, manifest).then(
    (bytes) => ({ snapshot: share(bytes) }),
    (error) => ({ snapshotError: String(error) }),
  );
  const wheels = await Promise.all(
    (manifest.wheels ?? []).map(async ({ file, sha256 }) => ({
      file,
      sha256,
      bytes: new Uint8Array(await read(new URL(`packages/${file}`, manifestUrl).href)),
    })),
  );
  return {
    manifest,
    ...snapshot,
    module: await compiling,
    ...(pyodide === undefined ? {} : { pyodide }),
    ...(wheels.length === 0 ? {} : { wheels }),
  };
}

/**
 * A Python interpreter in this thread, from the snapshot where that fits.
 *
 * @param {BootOptions} options
 * @returns {Promise<Interpreter>} Rejects with a RangeError where an option is out of its range, and with
 *   `layPackages`' errors where a wheel is not what was locked.
 */
export async function bootInterpreter(options) {
  const { manifest, files, stdin, interruptBuffer } = options;
  check(options);
  const { stdout = (line) => console.log(line), stderr = (line) => console.warn(line), stackBytes = stackOfThread() } = options;
  const runtime = await loadRuntime(options.pyodide, options.module);
  const writers = [new LineWriter(stdout, options.atOnce), new LineWriter(stderr, options.atOnce)];
  /** @type {Unsound | undefined} */
  let unsound;
  const report = (/** @type {Unsound} */ reason) => {
    if (unsound && (reason.kind === 'memory' || unsound.kind !== 'memory')) return;
    unsound = reason;
    options.onUnsound?.(reason);
  };
  const begin = (/** @type {import('./pyodide.js').Snapshot | undefined} */ snapshot) => {
    return start(runtime, {
      files: { ...manifest.sources, ...files },
      say: (line) => stderr(line, true),
      ...(snapshot ? { snapshot } : {}),
      ...(options.memoryBytes === undefined ? {} : { memoryLimit: { bytes: options.memoryBytes, onRefused } }),
    });
  };
  const onRefused = (/** @type {number} */ wanted) => {
    report({ kind: 'memory', message: `Python asked for ${wanted} bytes of memory; its limit is ${options.memoryBytes}` });
  };
  const { python, snapshotError } = await fromSnapshot(options, runtime.api.version, begin);
  onFatal(python, report);

  protectStack(python, stackBytes);
  python.setStdout(writers[0]);
  python.setStderr(writers[1]);
  const nextLine = () => {
    for (const writer of writers) writer.flush();
    return stdin?.();
  };
  python.setStdin(new LineReader(nextLine));
  const support = python.pyimport('polyray_interpreter');
  if (snapshotError !== undefined) support.install();
  if (typeof SharedArrayBuffer === 'undefined') {
    support.restored(undefined);
  } else {
    const cell = new Int32Array(interruptBuffer ?? new SharedArrayBuffer(4), 0, 1);
    support.restored(waiter(python, cell));
    if (interruptBuffer) hearInterrupts(python, cell);
  }
  if (options.mounts) mountFolders(python, options.mounts);
  if (options.workingDirectory !== undefined) python.FS.chdir(options.workingDirectory);
  if (options.importFrom) {
    const { path } = python.pyimport('sys');
    for (const folder of options.importFrom.toReversed()) path.insert(0, folder);
    path.destroy();
  }
  if (options.wheels) await (await import('./packages/lay-packages.js')).layPackages(python, options.wheels);

  return {
    python,
    snapshotError,
    get unsound() {
      return unsound;
    },
    flush() {
      try {
        if (!unsound || unsound.kind === 'memory') support.flush();
      } finally {
        for (const writer of writers) writer.flush();
      }
    },
    memoryBytes: () => memoryOf(python).byteLength,
  };
}

/** @param {BootOptions} options */
function check({ memoryBytes, stackBytes = leastStack, snapshot, interruptBuffer }) {
  const least = snapshot ? heapBytes(viewOf(snapshot)) : leastMemory;
  if (memoryBytes !== undefined && !(memoryBytes >= least && memoryBytes <= 2 ** 32)) {
    throw new RangeError(`Cannot start Python: memoryBytes must be from ${least} to 4294967296, not ${memoryBytes}`);
  }
  if (!(stackBytes >= leastStack)) {
    throw new RangeError(`Cannot start Python: stackBytes must be at least ${leastStack}, not ${stackBytes}`);
  }
  if (interruptBuffer && interruptBuffer.byteLength < 4) {
    throw new RangeError(`Cannot start Python: interruptBuffer must have at least 4 bytes, not ${interruptBuffer.byteLength}`);
  }
}

/** What Pyodide's memory begins with, in bytes. */
const leastMemory = 480 * 65_536;

/**
 * @param {BootOptions} options
 * @param {string} version Of the Pyodide at hand.
 * @param {(snapshot?: import('./pyodide.js').Snapshot) => ReturnType<typeof start>} begin
 */
async function fromSnapshot({ manifest, snapshot, snapshotError = 'No snapshot was given' }, version, begin) {
  /** @type {unknown} */
  let reason = snapshotError;
  if (snapshot) {
    try {
      if (manifest.pyodide !== version) {
        throw new Error(`Cannot use the snapshot: it is of Pyodide ${manifest.pyodide}, this is ${version}`);
      }
      const { python } = await begin({ bytes: decodable(viewOf(snapshot)), table: manifest.table });
      return { python, snapshotError: undefined };
    } catch (error) {
      reason = error;
    }
  }
  const { python } = await begin();
  return { python, snapshotError: reason };
}

/**
 * @param {import('./pyodide.js').Pyodide} python
 * @param {(reason: Unsound) => void} report
 */
function onFatal(python, report) {
  /** @typedef {(error: unknown) => void} Take */
  const { _api: api } = /** @type {{ _api: { on_fatal?: Take, fatal_error: Take } }} */ (/** @type {unknown} */ (python));
  api.on_fatal = (error) => {
    const exitCode = error instanceof Error && error.name === 'Exit' ? /** @type {{ status?: number }} */ (error).status : undefined;
    report({ kind: exitCode === undefined ? 'fatal' : 'exit', message: String(error), ...(exitCode === undefined ? {} : { exitCode }) });
  };
  const die = api.fatal_error;
  // what it writes on the console besides says nothing that the report and the error thrown do not
  api.fatal_error = (error) => {
    const { error: write } = console;
    console.error = () => {};
    try {
      die(error);
    } finally {
      console.error = write;
    }
  };
}

/** @param {SharedArrayBuffer | ArrayBuffer | Uint8Array} bytes */
function viewOf(bytes) {
  return bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
}

/**
 * Browsers decode no text in shared memory, and the snapshot begins with some.
 *
 * @param {Uint8Array} bytes
 */
function decodable(bytes) {
  try {
    new TextDecoder().decode(bytes.subarray(0, 1));
    return bytes;
  } catch {
    return bytes.slice();
  }
}
