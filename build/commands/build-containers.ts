import '../report-errors.ts';
import { parseArgs } from 'node:util';
import { ContainerEngine } from '../container-engine.ts';
import { buildContainers } from '../containers.ts';
import { root } from '../members.ts';
import { seconds } from '../progress.ts';
import { findConfig, selectionOptions, UsageError } from '../selection.mjs';

const help = `Usage: npm run build:containers [-- OPTIONS [-- OPTIONS OF THE ENGINE]]

Builds executors in containers, each alone, and puts what comes out where \`npm run build\` would: the same bytes.

  --only LIST, --except LIST, --preset NAME, --config FILE, --set NAME.OPTION=VALUE, --debug
                       as of \`npm run build\`
  --jobs N             compilers at once
  --runtime            also polyray-runtime, the image that runs the host with these executors
  --engine NAME        docker, podman or buildah (default: the first that works)
  --node-image IMAGE   the base image, as node:26.10.0-bookworm-slim@sha256:…
  --help               this text

What follows a second -- is given to the engine's own build, as --network=host.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...selectionOptions,
    set: { type: 'string', multiple: true, default: [] },
    jobs: { type: 'string' },
    debug: { type: 'boolean' },
    runtime: { type: 'boolean' },
    engine: { type: 'string' },
    'node-image': { type: 'string' },
    help: { type: 'boolean' },
  },
});

if (values.help) console.log(help);
else {
  const { only, except, preset, set, debug = false, runtime = false } = values;
  const stray = process.argv.includes('--') ? undefined : positionals[0];
  if (stray !== undefined) throw new UsageError(`There is no "${stray}"; options of the engine follow a second --`);
  const jobs = values.jobs === undefined ? undefined : Number(values.jobs);
  if (jobs !== undefined && !(Number.isInteger(jobs) && jobs > 0))
    throw new UsageError(`--jobs must be a whole number above 0, is "${values.jobs}"`);
  const began = performance.now();
  const engine = new ContainerEngine(values.engine, positionals);
  const built = await buildContainers(engine, {
    ...(only === undefined ? {} : { only }),
    ...(except === undefined ? {} : { except }),
    ...(preset === undefined ? {} : { preset }),
    ...(jobs === undefined ? {} : { jobs }),
    config: findConfig(root, values.config),
    nodeImage: values['node-image'],
    set,
    debug,
    runtime,
  });
  console.error(`Built ${built.join(', ')} with ${engine.name} in ${seconds(performance.now() - began)}`);
}
