import { Call } from '../abi/call';
import { operation, parameter, port, value } from '../abi/declaration';
import { Kind } from '../abi/types';

operation('mandelbrot', 'How long each point of the plane stays near zero under z → z² + c.')
  .takes(parameter('x', Kind.NUMBER, 'The centre, real part.').between(-2, 2).orNumber(-0.74529))
  .takes(parameter('y', Kind.NUMBER, 'The centre, imaginary part.').between(-2, 2).orNumber(0.113075))
  .takes(parameter('width', Kind.NUMBER, 'What of the plane is seen, from left to right.').between(1e-12, 4).orNumber(0.004))
  .takes(parameter('steps', Kind.INTEGER, 'After so many a point is taken to stay.').between(1, 100000).orInteger(300))
  .takes(parameter('columns', Kind.INTEGER, 'Of the picture; it has three quarters as many rows.').between(4, 800).orInteger(320))
  .returns(value('steps', Kind.INTEGER, 'All that were made.'))
  .makes(port('stay', 'The steps of each point, from 0 to 1.', ['rows', 'columns']))
  .does((call: Call): void => {
    const x = call.parameter(0).number, y = call.parameter(1).number, width = call.parameter(2).number;
    const steps = <i32>call.parameter(3).integer, columns = <u32>call.parameter(4).integer, rows = (columns * 3) >> 2;
    const stay = call.output(0, [rows, columns]);
    if (!stay) return;
    const scale = width / <f64>columns;
    let all: i64 = 0;
    for (let row: u32 = 0; row < rows; row++) {
      for (let column: u32 = 0; column < columns; column++) {
        const cx = x + (<f64>column - <f64>columns / 2) * scale, cy = y + (<f64>row - <f64>rows / 2) * scale;
        let zx: f64 = 0, zy: f64 = 0, n = 0;
        while (n < steps && zx * zx + zy * zy < 4) {
          const next = zx * zx - zy * zy + cx;
          zy = 2 * zx * zy + cy;
          zx = next;
          n++;
        }
        all += n;
        store<f32>(stay.data + ((<usize>row * columns + column) << 2), <f32>n / <f32>steps);
      }
    }
    call.integer(0, all);
  });
