import type { ComponentReport, SizeLimits } from 'polyray';
import { element } from '../shared/element.ts';
import { factsList } from './result-view.ts';
import { shortList, shortText } from './short-text.ts';

/** What a file is, as `polyray inspect` says it. */
export function reportView(name: string, report: ComponentReport): HTMLElement {
  const { executor, imports, exports, modules, producers, bytes, sha256 } = report;
  const kind =
    report.world !== undefined
      ? `executor, ${report.world}`
      : { component: 'component', module: 'core module', wit: 'WIT', other: 'no WebAssembly' }[report.kind];
  const facts: [string, readonly string[]][] = [
    ['Kind', [kind]],
    ['Trust', [executor === undefined ? 'not loaded' : executor.trust]],
    ['Size', [`${bytes.toLocaleString('en')} bytes`]],
    ['SHA-256', [sha256]],
  ];
  if (report.kind === 'component') {
    facts.push(
      ['Imports', imports.map(({ name, kind, grants }) => `${name} (${kind}), ${needOf(grants)}`)],
      ['Exports', exports.map(({ name, kind }) => `${name} (${kind})`)],
      [
        'Core modules',
        modules.map(({ bytes, memories, tables }) =>
          [
            `${bytes.toLocaleString('en')} bytes`,
            ...memories.map((one) => `memory ${sizes(one, pages)}`),
            ...tables.map((one) => `table ${sizes(one, String)}`),
          ].join(', '),
        ),
      ],
      ['Made by', Object.entries(producers).map(([field, names]) => `${field}: ${names.join(', ')}`)],
    );
  }
  if (executor !== undefined) facts.push(['Operations', executor.operations.map(({ name, summary }) => `${name}: ${summary}`)]);
  const title = executor === undefined ? name : `${executor.name} ${executor.version}`;
  return element(
    'section',
    { class: 'card', 'aria-labelledby': 'component-report' },
    element('h2', { id: 'component-report' }, shortText(title)),
    factsList(facts.map(([name, texts]) => [name, texts.length === 0 ? ['none'] : shortList(texts)])),
  );
}

function needOf(grants: readonly string[] | undefined): string {
  if (grants === undefined) return 'which reaches nothing';
  return grants.length === 0 ? 'which no grant gives' : `needs ${grants.join(' or ')}`;
}

function sizes({ minimum, maximum }: SizeLimits, text: (size: number) => string): string {
  if (maximum === minimum) return text(minimum);
  return `${text(minimum)} to ${maximum === undefined ? 'whatever the engine gives' : text(maximum)}`;
}

function pages(count: number): string {
  const kibibytes = count * 64;
  if (kibibytes >= 2 ** 20) return `${Number((kibibytes / 2 ** 20).toFixed(2))} GiB`;
  return kibibytes >= 1024 ? `${Number((kibibytes / 1024).toFixed(2))} MiB` : `${kibibytes} KiB`;
}
