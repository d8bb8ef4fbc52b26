// The component: each operation declares itself when its file starts.
import './operations/tensor-matmul';
import './operations/tensor-softmax';
import './operations/model-load';
import './operations/model-run';
import './operations/model-drop';
import { serve } from './abi/exports';
import { VERSION } from './generated/version';
export { cabi_realloc, wit_execute, wit_name, wit_operations, wit_returned, wit_version } from './abi/exports';

serve('ml', VERSION);
