// The entry point of the transpiler's thread in a page.
import { browserPort } from '../platform/browser-port.ts';
import { serveTranspiler } from './serve-transpiler.ts';

serveTranspiler(browserPort());
