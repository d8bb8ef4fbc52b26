// WebKit has no such symbols yet. They are made then, as those that bundlers' `using` looks for, so that what programs write
// works there. Methods are named by these constants: a bundle in several files keeps the order of modules for nothing less.
const symbols = Symbol as { dispose?: symbol; asyncDispose?: symbol };
symbols.dispose ??= Symbol.for('Symbol.dispose');
symbols.asyncDispose ??= Symbol.for('Symbol.asyncDispose');

export const dispose: typeof Symbol.dispose = Symbol.dispose;
export const asyncDispose: typeof Symbol.asyncDispose = Symbol.asyncDispose;
