import { Call } from '../abi/call';
import { decode } from '../abi/types';
import { unpack } from './baked-models';
import { Model, findModel } from './registry';

/** The model that the first parameter names; null, and the call has failed, when there is none. */
export function loadedModel(call: Call): Model | null {
  const name = call.parameter(0);
  if (!unpack(name)) {
    call.outOfMemory();
    return null;
  }
  const model = findModel(name);
  if (!model) call.invalid('parameters.model', 'names no loaded model: "' + decode(name.at, name.size) + '"');
  return model;
}
