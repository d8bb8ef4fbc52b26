import { Call } from '../abi/call';
import { operation, parameter, port } from '../abi/declaration';
import { Kind } from '../abi/types';
import { softmax } from '../kernels/elementwise';

operation('tensor.softmax', 'The softmax of each row: y = exp(scale x) / sum(exp(scale x)), computed without overflow.')
  .takes(parameter('scale', Kind.NUMBER, 'Multiplies x first: an inverse temperature.').between(-1e38, 1e38).orNumber(1))
  .reads(port('x', 'The logits.', ['rows', 'columns']))
  .makes(port('y', 'Rows that are not negative and sum to 1; NaN throughout a row that holds NaN or +infinity.', ['rows', 'columns']))
  .does((call: Call): void => {
    const x = call.input(0), rows = x.dimension(0), columns = x.dimension(1);
    const y = call.output(0, [rows, columns]);
    if (y && y.bytes > 0) softmax(x.data, rows, columns, <f32>call.parameter(0).number, y.data);
  });
