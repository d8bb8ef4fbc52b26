// The program on Node, Deno and Bun: `main.js [answers]` prints what it measured as one line of JSON.
import process from 'node:process';
import { cpp } from '../../components/cpp/index.js';
import { ml } from '../../components/ml/index.js';
import { init } from '../../dist/index.js';
import { measure } from './program.js';

console.log(JSON.stringify(await measure({ init, cpp, ml }, process.argv[2] === 'answers')));
process.exit();
