import { Call } from '../abi/call';
import { operation, parameter, port } from '../abi/declaration';
import { Kind } from '../abi/types';
import { meanSquaredDifference } from '../kernels/elementwise';
import { runModel } from '../model/run';
import { loadedModel } from '../model/loaded-model';

operation('model.run', 'Runs a loaded model on a batch of rows, in single precision.')
  .takes(parameter('model', Kind.TEXT, 'The name under which the model was loaded.'))
  .takes(parameter('compare', Kind.BOOLEAN, 'Whether to answer `error`: how well an autoencoder reproduces its input.').orBoolean(false))
  .reads(port('x', 'The rows.', ['batch', 'features']))
  .makes(port('y', 'What the last layer makes of each.', ['batch', 'outputs']))
  .makes(port('error', 'The mean squared difference of y and x, row by row; only with `compare`.', ['batch']).optional())
  .does((call: Call): void => {
    const model = loadedModel(call);
    if (!model) return;
    const x = call.input(0), batch = x.dimension(0), features = x.dimension(1);
    const inputs = model.first!.inputs, outputs = model.last!.outputs, compare = call.parameter(1).boolean;
    if (features != inputs) {
      call.invalid('inputs.x.dimensions[1]', 'must be ' + inputs.toString() + ', the inputs of the model, is ' + features.toString());
      return;
    }
    if (compare && inputs != outputs) {
      const sizes = inputs.toString() + ' inputs and ' + outputs.toString() + ' outputs';
      call.invalid('parameters.compare', 'needs a model with as many outputs as inputs, this one has ' + sizes);
      return;
    }
    const y = call.output(0, [batch, outputs]);
    if (!y) return;
    if (y.bytes > 0 && !runModel(model, batch, x.data, y.data)) return call.outOfMemory();
    if (!compare) return;
    const error = call.output(1, [batch]);
    if (!error) return;
    const row = <usize>outputs << 2;
    for (let i: usize = 0; i < batch; i++) {
      store<f32>(error.data + (i << 2), meanSquaredDifference(x.data + i * row, y.data + i * row, outputs));
    }
  });
