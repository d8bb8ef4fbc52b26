import { pythonFrom } from '../../../../components/python/index.js';
import { init } from '../../../../runtime/index.ts';
import { runCases } from '../../../python/level.ts';
import type { Suite } from '../suite.ts';

const python = pythonFrom({ pyodide: '/repository/node_modules/pyodide/' });
const textOf = async (name: string) => (await fetch(`/repository/test/python/conformance/${name}.py`)).text();

/** The levels of miniray's conformance. */
export const suite: Suite = (runner, options) => {
  for (const name of ['core', 'actors', 'failures', 'streaming', 'util']) {
    runner.test(`${name}: every case`, async () => {
      const open = (more: object) => init({ numWorkers: 2, ...options.init, ...more, executors: { python } });
      await runCases({ name, source: await textOf(name), runner: await textOf('run'), limitMs: 140_000, open });
    });
  }
  return async () => {};
};
