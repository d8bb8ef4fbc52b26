import '../report-errors.ts';
import { parseArgs } from 'node:util';
import { build } from '../build.ts';
import { root } from '../members.ts';
import { findConfig } from '../selection.mjs';

// The main job: real recordings through C++, ML and Python, and a report.
parseArgs({ options: {} });
await build({ config: findConfig(root) });
await import('../../examples/bearing-diagnosis/main.ts');
