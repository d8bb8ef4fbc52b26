// The entry point of a worker thread on Node, Deno and Bun.
import { nodePort } from '../platform/node-port.ts';
import { serve } from './serve.ts';

serve(nodePort());
