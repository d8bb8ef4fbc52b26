// What `npm run demo` runs after the host and the executors are built: demo.ts [--only-build] [--no-headers] [--port N] [--host NAME]
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../build/members.ts';
import { buildSite } from './build-site.ts';
import { serveSite } from './serve-site.ts';

const { values } = parseArgs({
  options: {
    'only-build': { type: 'boolean', default: false },
    headers: { type: 'boolean', default: true },
    port: { type: 'string', default: '8080' },
    host: { type: 'string', default: 'localhost' },
  },
  allowNegative: true,
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`polyray: --port must be a whole number from 0 to 65535, is "${values.port}"`);
  process.exit(2);
}

const folder = path.join(root, 'demo/dist');
await buildSite(folder);
console.log(`The site is in ${folder}`);
if (!values['only-build']) {
  const { url } = await serveSite({ folder, headers: values.headers, port, host: values.host });
  console.log(`It is at ${url}, ${values.headers ? 'with' : 'without'} the headers that isolate pages. Ctrl-C ends it.`);
}
