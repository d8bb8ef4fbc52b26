import '../report-errors.ts';
import { parseArgs } from 'node:util';
import { build } from '../build.ts';
import { writeGenerated } from '../generate.ts';
import { plainMembers } from '../members.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean' }, only: { type: 'string' } } });
const only = values.only ?? plainMembers().join(',');
// types and pages follow from the built executors; the host may need the types before it can be built
await build({ only });
if (!(await writeGenerated(values.check ?? false, only.split(',')))) process.exitCode = 1;
