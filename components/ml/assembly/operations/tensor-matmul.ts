import { reserve } from '../abi/arena';
import { Call } from '../abi/call';
import { operation, port } from '../abi/declaration';
import { multiplyUnpacked, scratchBytesUnpacked } from '../kernels/product';

operation('tensor.matmul', 'The product of two matrices, in single precision: product[i][j] is the sum over k of a[i][k] b[k][j].')
  .reads(port('a', 'The left matrix.', ['m', 'k']))
  .reads(port('b', 'The right matrix.', ['k', 'n']))
  .makes(port('product', 'a times b; zeros where k is 0.', ['m', 'n']))
  .does((call: Call): void => {
    const a = call.input(0), b = call.input(1);
    const m = a.dimension(0), k = a.dimension(1), n = b.dimension(1);
    const product = call.output(0, [m, n]);
    if (!product || product.bytes == 0) return;
    const scratch = reserve(scratchBytesUnpacked(m, n, k));
    if (scratch == 0) return call.outOfMemory();
    multiplyUnpacked(m, n, k, a.data, b.data, product.data, scratch);
  });
