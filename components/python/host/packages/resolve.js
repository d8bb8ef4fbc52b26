// @ts-check
// What makes locks, on Node alone.
export { readPyodideIndex } from './pyodide-index.js';
export { failureText, UnresolvedError } from './resolution.js';
export { micropip, resolveWithMicropip } from './resolve-with-micropip.js';
export { pip, resolveWithPip } from './resolve-with-pip.js';
export { allowsVersion } from './version-specifier.js';
export { isCompatible, normalizeName, parseWheelName } from './wheel-name.js';
