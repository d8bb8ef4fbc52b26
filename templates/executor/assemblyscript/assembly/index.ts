// The component: each operation declares itself when its file starts.
import './operations/vector-scale';
import { serve } from './abi/exports';
import { NAME, VERSION } from './generated/identity';
export { cabi_realloc, wit_execute, wit_name, wit_operations, wit_returned, wit_version } from './abi/exports';

serve(NAME, VERSION);
