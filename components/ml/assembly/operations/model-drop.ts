import { Call } from '../abi/call';
import { operation, parameter, value } from '../abi/declaration';
import { Kind } from '../abi/types';
import { dropModel } from '../model/registry';
import { loadedModel } from '../model/loaded-model';

operation('model.drop', 'Forgets a loaded model and frees its memory.')
  .takes(parameter('model', Kind.TEXT, 'The name under which the model was loaded.'))
  .returns(value('bytes', Kind.INTEGER, 'The memory that it held.').unit('B'))
  .does((call: Call): void => {
    const model = loadedModel(call);
    if (model) call.integer(0, dropModel(model));
  });
