import fs from 'node:fs/promises';
import { styleText } from 'node:util';
import { Command } from 'commander';
import { ComponentLoader } from '../component/component-loader.ts';
import type { ConformanceJob, ConformanceReport } from '../conformance/conformance-protocol.ts';
import { readRequests } from '../conformance/requests-file.ts';
import { type CaseResult, runConformance } from '../conformance/run-conformance.ts';
import { InvalidFileError } from '../errors.ts';
import type { ExecutorGrants } from '../executor/executor-grants.ts';
import { spawnModule } from '../platform/node-family.ts';
import { thisPlatform } from '../platform/this-platform.ts';
import { componentSource } from './support/component-source.ts';
import { type CommonOptions, parseObject, parseTimeout, withCommon } from './support/options.ts';
import { printable } from './support/printable.ts';
import { runUntilStopped } from './support/run-until-stopped.ts';

interface TestOptions extends CommonOptions {
  readonly grants?: string;
  readonly requests?: string;
  readonly caseTimeout?: string;
}

export function command(): Command {
  return withCommon(new Command('test'))
    .description("Try whether a component, anyone's, does all that an executor must: the conformance suite. Exit code 1 when it does not.")
    .argument('<file>', 'a component: a path or an http(s): URL')
    .option('-r, --requests <file>', 'JSON with requests that succeed: {"samples": {"<operation>": {"parameters": {}, "inputs": {}}}}')
    .option('-g, --grants <json>', 'what it may reach, as for `load`')
    .option('--case-timeout <ms>', 'how long each case may take (default: 60000)')
    .addHelpText(
      'after',
      `
Requests are made up from the declarations of operations. Where an operation refuses all of them, or needs others before it,
--requests has them; it can also have "setup", "before", "changing", "large" and "failing": see docs/executors.md.

Examples:
  polyray test plug.wasm
  polyray test plug.wasm --requests requests.json --json`,
    )
    .action((file: string, options: TestOptions) =>
      runUntilStopped(`Testing "${file}"`, parseTimeout(options.timeout), (signal) => test(file, options, signal)),
    );
}

async function test(file: string, options: TestOptions, signal: AbortSignal): Promise<void> {
  const caseMs = parseTimeout(options.caseTimeout) ?? 60_000;
  const requests = options.requests === undefined ? {} : readRequests(options.requests, await textOf(options.requests));
  const grants = options.grants === undefined ? {} : { grants: parseObject('--grants', options.grants) as ExecutorGrants };
  const loader = new ComponentLoader(thisPlatform());
  const source = await loader.load(componentSource(file), { signal, ...grants }).finally(() => loader.close());
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const module = new URL(`../conformance/node-conformance.${extension}`, import.meta.url);
  const { cases, untried } = await runConformance({
    job: { package: source.package, requests },
    spawn: () => spawnModule<ConformanceJob, ConformanceReport>(module, 'polyray conformance'),
    caseMs,
    signal,
    onResult: options.json ? () => {} : printCase,
  });
  const failed = cases.filter(({ error }) => error !== undefined).length;
  const { name, version } = source.package;
  if (failed > 0) process.exitCode = 1;
  if (options.json) {
    const { sha256 } = source;
    console.log(JSON.stringify({ name, version, sha256, passed: cases.length - failed, failed, untried, cases }));
    return;
  }
  for (const what of untried) console.log(`${styleText('yellow', 'not tried')}  ${what}`);
  const sum = `${name} ${version}: ${cases.length - failed} passed, ${failed} failed, ${untried.length} not tried`;
  console.log(styleText(failed > 0 ? 'red' : 'green', printable(sum)));
}

function printCase({ name, ms, error }: CaseResult): void {
  const mark = error === undefined ? styleText('green', 'ok    ') : styleText('red', 'not ok');
  console.log(`${mark}  ${printable(name)}  ${styleText('dim', `${ms.toFixed(0)} ms`)}`);
  if (error !== undefined) console.log(`        ${printable(error.slice(0, 1000)).replaceAll('\n', '\n        ')}`);
}

async function textOf(file: string): Promise<string> {
  try {
    return await fs.readFile(file, 'utf8');
  } catch (cause) {
    throw new InvalidFileError(file, (cause as Error).message, { cause });
  }
}
