import '../report-errors.ts';
import { parseArgs } from 'node:util';
import { writeGenerated } from '../generate.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
if (!(await writeGenerated(values.check ?? false))) process.exitCode = 1;
