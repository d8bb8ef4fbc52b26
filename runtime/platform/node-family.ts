import { statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { InvalidFileError } from '../errors.ts';
import type { Capabilities } from './capabilities.ts';
import { collectGarbage } from './collect-garbage.ts';
import { NodeSpillFiles } from './node-spill-files.ts';
import type { Backchannel, Platform, Thread, ThreadRole } from './platform.ts';
import { tidySpillDirectories } from './spill-directories.ts';

/** What Node, Deno and Bun have in common: the `node:` modules. */
export function nodeFamily(name: string, capabilities: Capabilities): Platform {
  return {
    name,
    capabilities,
    parallelism: availableParallelism(),
    mayBlock: true,
    spawn: (role, name, options) => spawnModule(modules[role], name, options),
    readBytes,
    findFolder,
    yield: (run) => setImmediate(run),
    keepAlive: keeper(),
    print: (stream, text) => {
      process[stream].write(text);
    },
    backchannel,
    spillFiles: (directory) => new NodeSpillFiles(directory),
    tidySpillFiles: tidySpillDirectories,
    collectGarbage,
  };
}

/** One timer that is held or not: cheaper than making one for every wait. */
function keeper(): (on: boolean) => void {
  let timer: NodeJS.Timeout | undefined;
  return (on) => {
    timer ??= setInterval(() => {}, 2 ** 31 - 1);
    if (on) timer.ref();
    else timer.unref();
  };
}

/** The entry points, beside each other in a build. */
const modules: Readonly<Record<ThreadRole, URL>> = import.meta.url.endsWith('.ts')
  ? { worker: new URL('../worker/node-worker.ts', import.meta.url), coordinator: new URL('../hub/node-coordinator.ts', import.meta.url) }
  : { worker: new URL('./worker/node-worker.js', import.meta.url), coordinator: new URL('./hub/node-coordinator.js', import.meta.url) };

/** Starts any module in a thread. */
export function spawnModule<Out, In>(
  module: URL,
  name: string,
  { stackBytes }: { readonly stackBytes?: number | undefined } = {},
): Thread<Out, In> {
  // a program given by text says so in its flags, and a worker would take that for its own
  const flags = process.execArgv.some((flag) => flag.startsWith('--input-type')) ? { execArgv: [] } : {};
  const limits = stackBytes === undefined ? {} : { resourceLimits: { stackSizeMb: stackBytes / 2 ** 20 } };
  const worker = new Worker(module, { name, stdin: false, ...flags, ...limits });
  const gone = Promise.withResolvers<void>();
  let reason: Error | undefined;
  const thread: Thread<Out, In> = {
    post: (message, transfer = []) => worker.postMessage(message, transfer as Parameters<Worker['postMessage']>[1]),
    hold: (held) => (held ? worker.ref() : worker.unref()),
    terminate: async () => {
      worker.ref(); // whoever waits for the end must live to see it
      await worker.terminate();
      await gone.promise;
    },
    onMessage: () => {},
    onExit: () => {},
  };
  worker.on('message', (message: In) => thread.onMessage(message));
  worker.on('error', (error) => {
    reason = error instanceof Error ? error : new Error(String(error));
  });
  worker.on('exit', (code) => {
    const why = reason ?? (code === 0 ? undefined : new Error(`it exited with code ${code}`));
    // What it said last through other ports is handed over when the event loop next looks for messages: between two
    // immediates it does, before the first it may not.
    setImmediate(() =>
      setImmediate(() => {
        thread.onExit(why);
        gone.resolve();
      }),
    );
  });
  return thread;
}

function backchannel<In>(): Backchannel<In> {
  const { port1, port2 } = new MessageChannel();
  return {
    far: port2 as unknown as MessagePort,
    onMessage: (handle) => {
      port1.on('message', handle);
      port1.unref();
    },
    receive: () => receiveMessageOnPort(port1)?.message as In | undefined,
    close: () => port1.close(),
  };
}

function findFolder(folder: string): string {
  const absolute = path.resolve(folder);
  const found = statSync(absolute, { throwIfNoEntry: false });
  if (!found?.isDirectory()) throw new InvalidFileError(absolute, found === undefined ? 'there is no such folder' : 'it is no folder');
  return absolute;
}

async function readBytes(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  if (url.protocol === 'file:') {
    // a device or a pipe may have no end
    if (!(await stat(url)).isFile()) throw new Error('it is no regular file');
    return new Uint8Array(await readFile(url));
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
