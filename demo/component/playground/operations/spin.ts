import { Call } from '../abi/call';
import { operation } from '../abi/declaration';

/** Kept where the compiler cannot know it. */
let turns: u32 = 0;

operation('spin', 'Computes for ever, and never answers: limits end it.').does((call: Call): void => {
  while (true) turns++;
});
