import '../report-errors.ts';
import { parseArgs } from 'node:util';
import { ContainerEngine } from '../container-engine.ts';
import { buildContainers } from '../containers.ts';
import { buildFlags } from '../flags.mjs';
import { seconds } from '../progress.ts';
import { readBuildFlags } from '../read-build-flags.ts';
import { UsageError } from '../selection.mjs';

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
    ...buildFlags,
    runtime: { type: 'boolean' },
    engine: { type: 'string' },
    'node-image': { type: 'string' },
    help: { type: 'boolean' },
  },
});

if (values.help) console.log(help);
else {
  const stray = process.argv.includes('--') ? undefined : positionals[0];
  if (stray !== undefined) throw new UsageError(`There is no "${stray}"; options of the engine follow a second --`);
  const options = readBuildFlags(values);
  const began = performance.now();
  const engine = new ContainerEngine(values.engine, positionals);
  const built = await buildContainers(engine, { ...options, nodeImage: values['node-image'], runtime: values.runtime ?? false });
  console.error(`Built ${built.join(', ')} with ${engine.name} in ${seconds(performance.now() - began)}`);
}
