// The public API of polyray/files.
export type { FileTensor } from './file-tensor.ts';
export { decodeNpy, encodeNpy } from './npy.ts';
export { readTensor } from './read-tensor.ts';
