import { Call } from '../abi/call';
import { operation, parameter, port, value } from '../abi/declaration';
import { Kind, decode } from '../abi/types';
import { activationNames } from '../kernels/activation';
import { unpack } from '../model/baked-models';
import { addModel, append, findModel, makeLayer } from '../model/registry';
import { release } from '../abi/heap';

/** Bytes of a model's name. */
const LONGEST_NAME: u32 = 255;

operation('model.load', 'Appends a dense layer, activation(weight x + bias), to a model of this instance; its first layer creates the model.')
  .takes(parameter('model', Kind.TEXT, 'The name of the model: 1 to 255 bytes of UTF-8.'))
  .takes(parameter('activation', Kind.TEXT, 'What follows the layer; gelu is the exact one, softmax is over the outputs.').oneOf(activationNames).orText('none'))
  .reads(port('weight', 'The weights; inputs must be the outputs of the layer before.', ['outputs', 'inputs']))
  .reads(port('bias', 'What is added; zeros where it is absent.', ['outputs']).optional())
  .returns(value('layers', Kind.INTEGER, 'How many layers the model has now.'))
  .returns(value('bytes', Kind.INTEGER, 'The memory that the model holds now.').unit('B'))
  .does((call: Call): void => {
    const name = call.parameter(0), weight = call.input(0);
    const outputs = weight.dimension(0), inputs = weight.dimension(1);
    if (name.size == 0 || name.size > LONGEST_NAME) {
      call.invalid('parameters.model', 'must have 1 to 255 bytes, has ' + name.size.toString());
      return;
    }
    if (!unpack(name)) return call.outOfMemory();
    let model = findModel(name);
    const before = model ? model.last : null;
    if (before && before.outputs != inputs) {
      const wanted = before.outputs.toString() + ', the outputs of the layer before in model "' + decode(name.at, name.size) + '"';
      call.invalid('inputs.weight.dimensions[1]', 'must be ' + wanted + ', is ' + inputs.toString());
      return;
    }
    const layer = makeLayer(inputs, outputs, weight.data, call.has(1) ? call.input(1).data : 0, call.choice(1));
    if (!layer) return call.outOfMemory();
    if (!model) model = addModel(name);
    if (!model) {
      release(changetype<usize>(layer));
      return call.outOfMemory();
    }
    append(model, layer);
    call.integer(0, model.layers);
    call.integer(1, model.bytes);
  });
