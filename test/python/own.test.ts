import { runLevel } from './run-level.ts';

runLevel('own', new URL('own.py', import.meta.url));
