import { styleText } from 'node:util';
import { Command } from 'commander';
import { readFileLayout } from '../component/component-layout.ts';
import { describeLimits } from '../executor/executor-limits.ts';
import { supportedBuild } from '../executor/supported-build.ts';
import { init } from '../init.ts';
import { importExecutors, importInstalled } from './support/find-executors.ts';
import { firstSentence } from './support/first-sentence.ts';
import { type CommonOptions, parseTimeout, withCommon } from './support/options.ts';
import { runUntilStopped } from './support/run-until-stopped.ts';

export function command(): Command {
  return withCommon(new Command('executors'))
    .description('List the installed executors: version, trust level, grants, imports, size, limits, operations.')
    .argument('[name...]', 'only these')
    .addHelpText('after', '\nExamples:\n  polyray executors\n  polyray executors cpp --json')
    .action((names: string[], options: CommonOptions) =>
      runUntilStopped('The list of executors', parseTimeout(options.timeout), (signal) => list(names, options, signal)),
    );
}

async function list(names: string[], options: CommonOptions, signal: AbortSignal): Promise<void> {
  const { packages, notBuilt } = names.length > 0 ? { packages: await importExecutors(names), notBuilt: [] } : await importInstalled();
  await using ray = await init({ numWorkers: 1, executors: packages });
  const rows = await Promise.all(
    Object.entries(packages).map(async ([name, source]) => {
      const executor = ray.executors.get(name);
      const version = await executor.version();
      const module = await ray.platform.readBytes(supportedBuild(source).component);
      return {
        name,
        version,
        trust: source.trust,
        grants: executor.grants,
        limits: executor.limits,
        imports: importsOf(module),
        bytes: module.length,
        chains: await executor.chains(),
        operations: await Promise.all(
          (await executor.operations()).map(async ({ name: operation, summary }) => ({
            name: operation,
            summary,
            parameters: await executor.parametersSchema(operation),
          })),
        ),
      };
    }),
  );
  signal.throwIfAborted();
  if (options.json) {
    console.log(JSON.stringify(rows));
    return;
  }
  for (const { name, version, trust, grants, limits, imports, bytes, operations } of rows) {
    const granted = grants.map((grant) => `grants ${grant}`);
    const facts = [
      trust,
      ...granted,
      imports.length === 0 ? 'no imports' : `imports ${imports.join(', ')}`,
      `${(bytes / 1024).toFixed(0)} KiB`,
      ...describeLimits(limits, trust),
    ];
    console.log(`${styleText('bold', `${name} ${version}`)}  ${facts.join(', ')}`);
    const width = Math.max(...operations.map((operation) => operation.name.length));
    for (const operation of operations) console.log(`  ${operation.name.padEnd(width)}  ${firstSentence(operation.summary)}`);
  }
  if (notBuilt.length > 0)
    console.log(styleText('dim', `Not built: ${notBuilt.join(', ')} (npm run build -- --only ${notBuilt.join(',')})`));
}

/** All but the contract's own types. */
function importsOf(component: Uint8Array): string[] {
  const file = readFileLayout(component);
  const names = file.kind === 'component' ? file.layout.imports.map(({ name }) => name) : [];
  return names.filter((name) => !name.startsWith('polyray:compute/types@'));
}
