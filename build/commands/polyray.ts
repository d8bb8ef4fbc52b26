import '../report-errors.ts';
import { build } from '../build.ts';
import { root } from '../members.ts';
import { findConfig } from '../selection.mjs';

// The command line of this checkout: `npm run polyray -- executors`. Paths are as the caller sees them.
await build({ config: findConfig(root) });
if (process.env['INIT_CWD'] !== undefined) process.chdir(process.env['INIT_CWD']);
await import('../../dist/cli/main.js' as string);
