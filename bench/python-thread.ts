// A thread of python-start.bench.ts: an interpreter as polyray starts it, or plain Pyodide.
import { parentPort, workerData } from 'node:worker_threads';
import { type BootOptions, bootInterpreter } from '../components/python/host/boot-interpreter.js';

const prepared = workerData as BootOptions | undefined;
const python = prepared ? (await bootInterpreter(prepared)).python : await (await import('pyodide')).loadPyodide();
parentPort!.postMessage(python.runPython('6 * 7'));
parentPort!.on('message', () => {}); // stays
