import '../report-errors.ts';
import path from 'node:path';
import { installFolder } from '../install-folder.ts';
import { root } from '../members.ts';
import { runProgram } from '../run-program.ts';

// The API reference, from the doc comments of everything public, to docs/api. Fails where a public item has none.
const docs = path.join(root, 'docs');
await installFolder(docs);
const typedoc = path.join(docs, 'node_modules/typedoc/bin/typedoc');
process.exitCode = await runProgram(process.execPath, [typedoc, '--options', path.join(docs, 'typedoc.json')], docs);
