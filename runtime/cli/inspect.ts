import { styleText } from 'node:util';
import { Command } from 'commander';
import { ComponentLoader } from '../component/component-loader.ts';
import { type ComponentReport, inspectComponent } from '../component/inspect-component.ts';
import type { SizeLimits } from '../component/module-layout.ts';
import type { ExecutorGrants } from '../executor/executor-grants.ts';
import { toJson } from '../executor/json-form.ts';
import { thisPlatform } from '../platform/this-platform.ts';
import { componentSource } from './support/component-source.ts';
import { firstSentence } from './support/first-sentence.ts';
import { type CommonOptions, parseObject, parseTimeout, withCommon } from './support/options.ts';
import { printable } from './support/printable.ts';
import { runUntilStopped } from './support/run-until-stopped.ts';

interface InspectOptions extends CommonOptions {
  readonly grants?: string;
}

export function command(): Command {
  return withCommon(new Command('inspect'))
    .description('Say what a component is: world, imports and what would grant them, exports, operations, size, memory, what made it.')
    .argument('<file>', "a component, anyone's: a path or an http(s): URL")
    .option('-g, --grants <json>', 'what it may reach while it is asked for its operations, as for `load`')
    .addHelpText('after', '\nExamples:\n  polyray inspect plug.wasm\n  polyray inspect plug.wasm --grants \'{"clocks": {}}\' --json')
    .action((file: string, options: InspectOptions) =>
      runUntilStopped(`Inspecting "${file}"`, parseTimeout(options.timeout), (signal) => inspect(file, options, signal)),
    );
}

async function inspect(file: string, options: InspectOptions, signal: AbortSignal): Promise<void> {
  const loader = new ComponentLoader(thisPlatform());
  try {
    const grants = options.grants === undefined ? {} : { grants: parseObject('--grants', options.grants) as ExecutorGrants };
    const report = await inspectComponent(loader, componentSource(file), { signal, ...grants });
    if (options.json) console.log(JSON.stringify(toJson(report)));
    else print(file, report);
  } finally {
    await loader.close();
  }
}

/** So much of a list is shown, and of a line; `--json` has all. */
const most = 50;
const widest = 500;

/** Everything in it is a stranger's text. */
function print(file: string, { executor, ...report }: ComponentReport): void {
  const line = (name: string, ...texts: readonly string[]): void => {
    const shown = texts.length > most ? [...texts.slice(0, most), `and ${texts.length - most} more`] : texts;
    for (const [i, text] of (shown.length === 0 ? ['none'] : shown).entries()) {
      const lines = text.split('\n').map((line) => line.trim());
      const words = printable(lines.filter((line) => line !== '').join(' '));
      console.log(`${(i === 0 ? name : '').padEnd(10)} ${words.length > widest ? `${words.slice(0, widest)}…` : words}`);
    }
  };
  const title = executor === undefined ? file : `${executor.name} ${executor.version}`;
  console.log(styleText('bold', printable(title.replaceAll('\n', ' '))));
  const problem = report.problem?.message ?? '';
  line('kind', report.world !== undefined ? `executor, ${report.world}` : report.kind === 'other' ? 'no WebAssembly' : report.kind);
  line('trust', executor?.trust ?? 'not loaded');
  if (problem !== '') line('problem', problem);
  line('size', `${report.bytes} bytes`);
  line('sha256', report.sha256);
  line(
    'imports',
    ...report.imports.map(({ name, kind, grants }) => {
      if (grants === undefined) return `${name} (${kind}), which reaches nothing`;
      return `${name} (${kind}), ${grants.length === 0 ? 'which no grant gives' : `needs ${grants.join(' or ')}`}`;
    }),
  );
  line('exports', ...report.exports.map(({ name, kind }) => `${name} (${kind})`));
  line(
    'modules',
    ...report.modules.map(({ bytes, memories, tables }) =>
      [
        `${bytes} bytes`,
        ...memories.map((limits) => `memory ${sizes(limits, (pages) => bytesText(pages * 65_536))}`),
        ...tables.map((limits) => `table ${sizes(limits, String)}`),
      ].join(', '),
    ),
  );
  line('made by', ...Object.entries(report.producers).map(([field, names]) => `${field}: ${names.join(', ')}`));
  if (executor === undefined) return;
  const width = Math.max(0, ...executor.operations.map(({ name }) => name.length));
  line('operations', ...executor.operations.map(({ name, summary }) => `${name.padEnd(width)}  ${firstSentence(summary)}`));
}

function sizes({ minimum, maximum }: SizeLimits, text: (size: number) => string): string {
  if (maximum === minimum) return text(minimum);
  return `${text(minimum)} to ${maximum === undefined ? 'whatever the engine gives' : text(maximum)}`;
}

function bytesText(bytes: number): string {
  for (const [unit, size] of [
    ['GiB', 2 ** 30],
    ['MiB', 2 ** 20],
  ] as const)
    if (bytes % size === 0 && bytes > 0) return `${bytes / size} ${unit}`;
  return `${bytes / 1024} KiB`;
}
