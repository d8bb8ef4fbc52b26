import fs from 'node:fs';
import path from 'node:path';
import { root } from '../members.ts';

/** What a room's files may import: prefixes of paths from the root, and packages. Its own files are always allowed. */
interface Rule {
  readonly room: RegExp;
  readonly may: readonly RegExp[];
}

const node = /^node:/;
/** What the language lacks in an engine: any room may have it. */
const everywhere = /^runtime\/dispose-symbols\.ts$/;
/** The table of ARCHITECTURE.md; the first rule whose room fits counts. */
const rules: readonly Rule[] = [
  { room: /\.test\.ts$/, may: [/.*/] },
  { room: /^(test|bench|components\/[a-z-]+\/test)\//, may: [/.*/] },
  { room: /^runtime\/generated\//, may: [] },
  { room: /^runtime\/(dispose-symbols|errors|logger)\.ts$/, may: [] },
  { room: /^runtime\/coordinator\/simulator\//, may: [node, /^runtime\/coordinator\//] },
  { room: /^runtime\/coordinator\//, may: [] },
  { room: /^runtime\/platform\//, may: [node, /^runtime\/errors\.ts$/] },
  {
    room: /^runtime\/object\//,
    may: [
      /^runtime\/coordinator\/events\.ts$/,
      /^runtime\/errors\.ts$/,
      /^runtime\/id\//,
      /^runtime\/task\/(core-worker|get|inspect|runtime|types)\.ts$/,
    ],
  },
  { room: /^runtime\/state\//, may: [/^runtime\/coordinator\/inspection\.ts$/, /^runtime\/(id|task)\//] },
  {
    room: /^runtime\/task\//,
    may: [
      /^runtime\/coordinator\/(events|executor-table|inspection)\.ts$/,
      /^runtime\/(errors|logger)\.ts$/,
      /^runtime\/executor\/executor-(limits|package)\.ts$/,
      /^runtime\/(id|codec|object)\//,
      /^runtime\/actor\/actor-identity\.ts$/,
    ],
  },
  {
    room: /^runtime\/actor\//,
    may: [/^runtime\/coordinator\/events\.ts$/, /^runtime\/errors\.ts$/, /^runtime\/(id|codec|object|task)\//],
  },
  {
    room: /^runtime\/python\//,
    may: [
      /^runtime\/coordinator\/(events|inspection)\.ts$/,
      /^runtime\/errors\.ts$/,
      /^runtime\/(id|codec|object|task|actor|model)\//,
      /^runtime\/metrics\/(make-timeline|recording)\.ts$/,
      /^runtime\/worker\/(language|placed-result)\.ts$/,
      /^runtime\/executors\.ts$/,
      /^runtime\/executor\/(executor|executor-package|request-types)\.ts$/,
      /^runtime\/platform\/platform\.ts$/,
      /^runtime\/registry\/executor-of\.ts$/,
    ],
  },
  { room: /^runtime\/wasi\/filesystem\//, may: [node, /^runtime\/executor\/executor-grants\.ts$/, /^runtime\/wasi\//] },
  {
    // an executor's grants, in the thread of its instances; only what is granted needs files or threads
    room: /^runtime\/wasi\//,
    may: [/^runtime\/errors\.ts$/, /^runtime\/executor\/executor-grants\.ts$/, /^runtime\/platform\//],
  },
  { room: /^runtime\/hub\/(node|browser)-coordinator\.ts$/, may: [/^runtime\/(hub|platform)\//] },
  { room: /^runtime\/worker\/(node|browser)-worker\.ts$/, may: [/^runtime\/(hub|platform|worker)\//] },
  {
    room: /^runtime\/worker\//,
    may: [
      /^runtime\/(errors|logger)\.ts$/,
      /^runtime\/coordinator\/(events|executor-table|id-map|inspection)\.ts$/,
      /^runtime\/(platform|transport|id|object|task|actor|python|limits|wasi)\//,
      /^runtime\/executor\/(contract|executor-grants|granted-imports|executor-limits|message-size|operation-codec|tensor)\.ts$/,
      /^runtime\/executor\/direct\//,
      /^runtime\/metrics\/task-times\.ts$/,
    ],
  },
  {
    room: /^runtime\/hub\//,
    may: [
      /^runtime\/(errors|logger)\.ts$/,
      /^runtime\/(coordinator|platform|transport|codec|id|metrics|task|wasi)\//,
      /^runtime\/python\/(interpreter-module|interrupt-cell|python-service)\.ts$/,
      /^runtime\/executor\/(executor-grants|executor-limits|executor-package|supported-build)\.ts$/,
      /^runtime\/limits\/(limit-modules|generated\/rewriter-version)\.ts$/,
      /^semver\/(functions|ranges)\//,
      /^runtime\/worker\/(join|protocol|thread-loop|wire)\.ts$/,
    ],
  },
  {
    room: /^runtime\/executor\//,
    may: [
      /^runtime\/errors\.ts$/,
      /^runtime\/generated\//,
      /^runtime\/object\//,
      /^runtime\/limits\//,
      /^runtime\/coordinator\/events\.ts$/, // what a version is called by
      /^runtime\/actor\/(actor-identity|actor-types)\.ts$/,
      /^runtime\/worker\/(dispatcher|protocol)\.ts$/,
    ],
  },
  {
    room: /^runtime\/registry\//,
    may: [
      /^runtime\/(errors|logger)\.ts$/,
      /^runtime\/coordinator\/(events|executor-table|inspection)\.ts$/,
      /^runtime\/(executor|object|task)\//,
      /^runtime\/transport\/unref\.ts$/,
      /^runtime\/hub\/executor-source\.ts$/,
      /^runtime\/worker\/(dispatcher|pool-dispatcher)\.ts$/,
      /^semver\/(functions|ranges)\//,
    ],
  },
  { room: /^runtime\/conformance\/node-conformance\.ts$/, may: [/^runtime\/(conformance|platform)\//] },
  {
    room: /^runtime\/conformance\//,
    may: [
      node,
      /^runtime\/(errors|executors|init|ray)\.ts$/,
      /^runtime\/(executor|platform)\//,
      /^runtime\/hub\/executor-source\.ts$/,
      /^runtime\/limits\/fuel-gauge\.ts$/,
      /^runtime\/wasi\/wasi\.ts$/,
      /^runtime\/worker\/(load-glue|protocol)\.ts$/,
    ],
  },
  { room: /^runtime\/component\/(node|browser)-transpiler\.ts$/, may: [/^runtime\/(component|platform)\//] },
  {
    room: /^runtime\/component\//,
    may: [
      /^runtime\/errors\.ts$/,
      /^runtime\/(executor|platform)\//,
      /^runtime\/transport\/unref\.ts$/,
      /^runtime\/hub\/executor-source\.ts$/,
      /^runtime\/worker\/(instance-host|protocol)\.ts$/,
      /^@bytecodealliance\/jco-transpile\/component$/,
    ],
  },
  { room: /^runtime\/transport\//, may: [/^runtime\/coordinator\/events\.ts$/, /^runtime\/errors\.ts$/, /^@msgpack\/msgpack$/] },
  {
    room: /^runtime\/native\//,
    may: [
      node,
      /^runtime\/errors\.ts$/,
      /^runtime\/(executor|platform)\//,
      /^runtime\/python\/interrupt-cell\.ts$/, // how a thread is told to end
      /^zod$/,
    ],
  },
  { room: /^runtime\/(id|limits)\//, may: [] },
  {
    room: /^runtime\/metrics\//,
    may: [/^runtime\/coordinator\//, /^runtime\/(errors|logger)\.ts$/, /^runtime\/(task\/core-worker|transport\/claims)\.ts$/],
  },
  { room: /^runtime\/codec\//, may: [/^runtime\/errors\.ts$/, /^@msgpack\/msgpack$/] },
  { room: /^runtime\/check\//, may: [/^runtime\/errors\.ts$/, /^runtime\/task\/function-check\.ts$/, /^acorn$/] },
  { room: /^runtime\/model\//, may: [/^runtime\/errors\.ts$/, /^runtime\/executor\//] },
  { room: /^runtime\/files\//, may: [node, /^runtime\/errors\.ts$/, /^runtime\/executor\//, /^(wavefile|csv-parse)/] },
  {
    room: /^runtime\/pipeline\//,
    may: [/^runtime\/(errors|executors|ray)\.ts$/, /^runtime\/(executor|model|object|platform|worker)\//, /^zod$/],
  },
  {
    room: /^runtime\/packages\//,
    may: [node, /^runtime\/errors\.ts$/, /^runtime\/files\/read-file\.ts$/, /^runtime\/platform\/node-cache-files\.ts$/, /^smol-toml$/],
  },
  { room: /^runtime\/cli\//, may: [node, /^runtime\//, /^commander$/] },
  {
    room: /^runtime\/[a-z-]+\.ts$/,
    may: [
      /^runtime\/(errors|logger|api|capabilities|current-executors|driver|executors|host-executors|init|inspect-component|load-component|print-as-ray|ray)\.ts$/,
      /^runtime\/(actor|codec|component|coordinator|executor|hub|id|metrics|object|platform|python|registry|state|task|wasi|worker)\//,
    ],
  },
  { room: /^components\/[a-z-]+\/options\.ts$/, may: [/^zod$/, /^components\/cpp\/build\/toolchain\.ts$/] },
  {
    room: /^components\/([a-z-]+)\//,
    may: [
      node,
      /^build\/(cache|component|context|fetch-pinned|read-dense-model|wit-source)\.ts$/,
      /^polyray$/,
      /^(@yowasp\/clang|assemblyscript|binaryen|pyodide|@bytecodealliance\/jco-transpile)/,
    ],
  },
  { room: /^build\//, may: [node, /^(runtime|build)\//, /^[@a-z]/] },
  {
    room: /^examples\//,
    may: [node, /^polyray(-[a-z]+|\/[a-z]+)?$/, /^\/node_modules\/polyray\//, /^(echarts|hono|@hono\/node-server|vite|esbuild)/],
  },
  {
    room: /^demo\/build\//,
    may: [node, /^build\/(host|members|wit-source)\.ts$/, /^(esbuild|sirv|@bytecodealliance\/jco-transpile)/],
  },
  { room: /^demo\/(test\/|vitest)/, may: [node, /^demo\//, /^build\/members\.ts$/, /^(vitest|playwright-core|@axe-core)/] },
  { room: /^demo\/listen\//, may: [/^polyray(-[a-z]+|\/[a-z]+)?$/, /^demo\/shared\//, /^examples\/bearing-diagnosis\//] },
  { room: /^demo\/shared\/code-editor\.ts$/, may: [/^@(codemirror|lezer)\//] },
  { room: /^demo\/component\/playground\//, may: [/^demo\/component\/playground\//] },
  { room: /^demo\/component\//, may: [/^demo\/shared\//, /^polyray(-[a-z]+|\/[a-z]+)?$/] },
  { room: /^demo\/notebook\//, may: [/^demo\/shared\//, /^polyray(-[a-z]+|\/[a-z]+)?$/, /^(acorn|loupe|sucrase)$/] },
  { room: /^demo\//, may: [/^polyray(-[a-z]+|\/[a-z]+)?$/] },
];

interface Import {
  readonly from: string;
  readonly to: string;
  /** By `import(…)`: when the module runs, and possibly in another thread. */
  readonly dynamic: boolean;
}

/** The imports of a TypeScript or JavaScript text, as written. */
export function importsOf(text: string): { readonly specifier: string; readonly dynamic: boolean }[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
  const found = (pattern: RegExp, dynamic: boolean) =>
    [...code.matchAll(pattern)].map(([, specifier]) => ({ specifier: specifier!, dynamic }));
  return [
    ...found(/^\s*(?:import|export)\s[^'"`;]*?from\s+['"]([^'"]+)['"]/gm, false),
    ...found(/^\s*import\s+['"]([^'"]+)['"]/gm, false),
    ...found(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g, true),
  ];
}

function sources(directory: string): string[] {
  return fs.readdirSync(path.join(root, directory), { withFileTypes: true }).flatMap((entry) => {
    const file = `${directory}/${entry.name}`;
    if (['node_modules', 'dist', 'assembly', 'data'].includes(entry.name)) return [];
    if (entry.isDirectory()) return sources(file);
    return /\.(ts|js|mjs)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [file] : [];
  });
}

function allImports(): Import[] {
  return ['runtime', 'components', 'build', 'test', 'examples', 'bench', 'demo'].flatMap((room) =>
    fs.existsSync(path.join(root, room))
      ? sources(room).flatMap((from) =>
          importsOf(fs.readFileSync(path.join(root, from), 'utf8')).map(({ specifier, dynamic }) => ({
            from,
            to: specifier.startsWith('.') ? path.posix.join(path.posix.dirname(from), specifier) : specifier,
            dynamic,
          })),
        )
      : [],
  );
}

/** Imports that the table does not allow. */
export function forbidden(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, to }) => {
    const rule = rules.find(({ room }) => room.test(from));
    if (rule === undefined) return [`${from}: belongs to no room of build/checks/imports.ts`];
    const own = rule.room.exec(from)![0];
    const inside = own.endsWith('/') && to.startsWith(own);
    return inside || everywhere.test(to) || rule.may.some((pattern) => pattern.test(to)) ? [] : [`${from}: may not import ${to}`];
  });
}

/** Each cycle among files once, as "a -> b -> a"; tests and type-only imports count like any other. */
export function cycles(imports: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, dynamic } of imports) if (!dynamic) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) found.push([...trail.slice(at), file].join(' -> '));
    if (at >= 0 || done.has(file)) return;
    for (const other of next.get(file) ?? []) visit(other, [...trail, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return found;
}

export function check(): string[] {
  const imports = allImports();
  return [...forbidden(imports), ...cycles(imports).map((cycle) => `a cycle of imports: ${cycle}`)];
}
