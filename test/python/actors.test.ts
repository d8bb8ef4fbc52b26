import { runLevel } from './run-level.ts';

runLevel('actors');
