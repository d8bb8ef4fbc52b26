// A component to try: one operation that draws, and two that misbehave. Compiled by the same AssemblyScript as what
// `polyray new executor --lang assemblyscript` makes.
import './operations/mandelbrot';
import './operations/spin';
import './operations/hoard';
import { serve } from './abi/exports';
import { NAME, VERSION } from './generated/identity';
export { cabi_realloc, wit_execute, wit_name, wit_operations, wit_returned, wit_version } from './abi/exports';

serve(NAME, VERSION);
