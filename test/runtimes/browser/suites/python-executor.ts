import { pythonFrom } from '../../../../components/python/index.js';
import { executorConformance } from '../../../../runtime/conformance/executor-conformance.ts';
import { type Executor, init } from '../../../../runtime/index.ts';
import { browserPlatform } from '../../../../runtime/platform/browser.ts';
import { pythonSubject } from '../../../conformance/subjects/python.ts';
import type { Suite } from '../suite.ts';

/** The Python executor. */
export const suite: Suite = (runner, options) => {
  const { readBytes } = browserPlatform();
  const python = pythonFrom({ pyodide: '/repository/node_modules/pyodide/' });
  let opened: ReturnType<typeof open> | undefined;
  const open = () => init({ numWorkers: 1, ...options.init, executors: { python } });
  const host = async () => {
    opened ??= open();
    return (await opened).executors.get('python') as unknown as Executor;
  };
  executorConformance(runner, { ...pythonSubject, package: python, readBytes }, host);
  return async () => (await opened)?.shutdown();
};
