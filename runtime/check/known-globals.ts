// The globals that a shipped function may count on: those of ECMAScript and of the common web platform that Node 22, Deno,
// Bun and the workers of browsers all have. Newer and narrower ones can be reached as `globalThis.Temporal`.
const ecmaScript = `
  globalThis undefined NaN Infinity
  eval isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape
  Object Function Boolean Symbol Number BigInt Math Date String RegExp
  Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError
  Array Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array BigInt64Array BigUint64Array
  Float32Array Float64Array ArrayBuffer SharedArrayBuffer DataView Atomics
  Map Set WeakMap WeakSet WeakRef FinalizationRegistry
  JSON Iterator Promise Reflect Proxy Intl
`;

const web = `
  WebAssembly console structuredClone queueMicrotask navigator
  setTimeout clearTimeout setInterval clearInterval
  performance Performance PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver
  URL URLSearchParams TextEncoder TextDecoder TextEncoderStream TextDecoderStream atob btoa
  AbortController AbortSignal Event EventTarget CustomEvent MessageEvent DOMException
  MessageChannel MessagePort BroadcastChannel WebSocket
  crypto Crypto CryptoKey SubtleCrypto
  fetch Headers Request Response FormData Blob File
  ReadableStream ReadableStreamDefaultReader ReadableStreamBYOBReader ReadableStreamBYOBRequest
  ReadableStreamDefaultController ReadableByteStreamController
  WritableStream WritableStreamDefaultWriter WritableStreamDefaultController
  TransformStream TransformStreamDefaultController ByteLengthQueuingStrategy CountQueuingStrategy
  CompressionStream DecompressionStream
`;

/** The names of the globals that every JavaScript runtime has. */
export const knownGlobals: ReadonlySet<string> = new Set(`${ecmaScript} ${web}`.trim().split(/\s+/));
