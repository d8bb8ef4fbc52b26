import '../report-errors.ts';
import { parseArgs } from 'node:util';
import { build } from '../build.ts';
import { writeGenerated } from '../generate.ts';
import { findMembers } from '../members.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
// types and pages follow from the built executors; the host may need the types before it can be built
await build({ only: findMembers().map(({ name }) => name) });
if (!(await writeGenerated(values.check ?? false))) process.exitCode = 1;
