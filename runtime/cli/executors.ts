import { styleText } from 'node:util';
import { Command } from 'commander';
import { supportedBuild } from '../executor/supported-build.ts';
import { init } from '../init.ts';
import { importExecutors, installedExecutors } from './support/find-executors.ts';
import { type CommonOptions, parseTimeout, withCommon } from './support/options.ts';
import { runUntilStopped } from './support/run-until-stopped.ts';

export function command(): Command {
  return withCommon(new Command('executors'))
    .description('List the installed executors: version, trust level, imports, size, operations.')
    .argument('[name...]', 'only these')
    .addHelpText('after', '\nExamples:\n  polyray executors\n  polyray executors cpp --json')
    .action((names: string[], options: CommonOptions) =>
      runUntilStopped('The list of executors', parseTimeout(options.timeout), (signal) => list(names, options, signal)),
    );
}

async function list(names: string[], options: CommonOptions, signal: AbortSignal): Promise<void> {
  const packages = await importExecutors(names.length > 0 ? names : installedExecutors());
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
  for (const { name, version, trust, imports, bytes, operations } of rows) {
    const facts = [trust, imports.length === 0 ? 'no imports' : `imports ${imports.join(', ')}`, `${(bytes / 1024).toFixed(0)} KiB`];
    console.log(`${styleText('bold', `${name} ${version}`)}  ${facts.join(', ')}`);
    const width = Math.max(...operations.map((operation) => operation.name.length));
    for (const operation of operations) console.log(`  ${operation.name.padEnd(width)}  ${firstSentence(operation.summary)}`);
  }
}

function firstSentence(text: string): string {
  return /^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text;
}

/**
 * The names in a component's own import section (id 10 of the component binary format): each is a byte 0 or 1, a
 * length and a text, and ends in what is imported. Enough to tell a person; loading checks what is really wanted.
 */
function importsOf(bytes: Uint8Array): string[] {
  const names: string[] = [];
  const leb = (at: number): [number, number] => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value |= (byte & 127) << shift;
      if (byte < 128) return [value, at];
    }
  };
  for (let at = 8; at < bytes.length; ) {
    const id = bytes[at]!;
    const [size, start] = leb(at + 1);
    if (id === 10) {
      let [count, from] = leb(start);
      for (; count > 0; count--) {
        const [length, text] = leb(from + 1);
        names.push(new TextDecoder().decode(bytes.subarray(text, text + length)));
        const [, next] = leb(text + length + 1);
        from = next;
      }
    }
    at = start + size;
  }
  return names.filter((name) => !name.startsWith('polyray:compute/types@'));
}
