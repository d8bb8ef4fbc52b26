import { Call } from '../abi/call';
import { operation } from '../abi/declaration';

/** 16 MiB. */
const PAGES: i32 = 256;

operation('hoard', 'Takes memory until it is refused, and says that it has none left.').does((call: Call): void => {
  while (memory.grow(PAGES) >= 0) {}
  call.outOfMemory();
});
