// The entry point of the thread in which `polyray test` runs a component.
import { nodePort } from '../platform/node-port.ts';
import { thisPlatform } from '../platform/this-platform.ts';
import { serveConformance } from './serve-conformance.ts';

serveConformance(nodePort(), thisPlatform());
