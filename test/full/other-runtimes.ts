// Tasks, objects and actors on the oldest Node, Deno and Bun with the coordinator in a thread: minutes, since threads there go on that were told to end.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const script = path.join(import.meta.dirname, '../runtimes/run.ts');
const { status } = spawnSync(process.execPath, [script, 'oldest-node,deno,bun', 'conformance-thread'], { stdio: 'inherit' });
process.exitCode = status ?? 1;
