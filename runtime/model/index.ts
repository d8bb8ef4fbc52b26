// The public API of polyray/model.
export { type DenseLayer, denseFormat, denseModelRequests } from './dense-model.ts';
export { encodeSafetensors, parseSafetensors, type Safetensors, SafetensorsError } from './safetensors.ts';
