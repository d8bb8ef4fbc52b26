import '../report-errors.ts';
import { parseArgs } from 'node:util';
import { build } from '../build.ts';

// The main job: real recordings through C++, ML and Python, and a report.
parseArgs({ options: {} });
await build();
await import('../../examples/bearing-diagnosis/main.ts');
