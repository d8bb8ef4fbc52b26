import { Call } from '../abi/call';
import { operation, parameter, port } from '../abi/declaration';
import { Kind } from '../abi/types';

operation('vector.scale', 'A vector times a number.')
  .takes(parameter('factor', Kind.NUMBER, 'What each element is multiplied by.').orNumber(2))
  .reads(port('x', 'The vector.', ['n']))
  .makes(port('y', 'The result.', ['n']))
  .does((call: Call): void => {
    const x = call.input(0), n = x.dimension(0), factor = <f32>call.parameter(0).number;
    const y = call.output(0, [n]);
    if (y) for (let i: u32 = 0; i < n; i++) store<f32>(y.data + (<usize>i << 2), factor * load<f32>(x.data + (<usize>i << 2)));
  });
