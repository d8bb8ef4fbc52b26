import '../report-errors.ts';
import path from 'node:path';
import { build } from '../build.ts';
import { installFolder } from '../install-folder.ts';
import { root } from '../members.ts';
import { runProgram } from '../run-program.ts';

// The site in demo/, built and served: its options are in demo/build/demo.ts.
await build();
await installFolder(path.join(root, 'demo'));
process.exitCode = await runProgram(process.execPath, [path.join(root, 'demo/build/demo.ts'), ...process.argv.slice(2)]);
