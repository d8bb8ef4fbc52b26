// The entry point of the transpiler's thread on Node, Deno and Bun.
import { nodePort } from '../platform/node-port.ts';
import { serveTranspiler } from './serve-transpiler.ts';

serveTranspiler(nodePort());
