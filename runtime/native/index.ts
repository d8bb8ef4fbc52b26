// The subpath `polyray/native`: executors that are programs of this machine, for Node, Deno and Bun.
export { type NativeOptions, nativeExecutor } from './native-executor.ts';
