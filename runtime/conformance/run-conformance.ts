import type { Thread } from '../platform/platform.ts';
import type { ConformanceJob, ConformanceReport } from './conformance-protocol.ts';

export interface CaseResult {
  readonly name: string;
  readonly ms: number;
  /** Why it failed; undefined: it passed. */
  readonly error: string | undefined;
}

export interface ConformanceResult {
  readonly cases: readonly CaseResult[];
  /** What the suite has and could not try. */
  readonly untried: readonly string[];
}

export interface ConformanceRun {
  readonly job: Omit<ConformanceJob, 'done'>;
  readonly spawn: () => Thread<ConformanceJob, ConformanceReport>;
  /** How long one case may take; one that takes longer fails, and the next ones go on in a fresh thread. */
  readonly caseMs: number;
  readonly signal: AbortSignal;
  readonly onResult: (result: CaseResult) => void;
}

/** Runs the executor conformance suite over a component, each case with a time limit. */
export async function runConformance({ job, spawn, caseMs, signal, onResult }: ConformanceRun): Promise<ConformanceResult> {
  const results: CaseResult[] = [];
  let plan: (ConformanceReport & { kind: 'plan' }) | undefined;
  const add = (result: CaseResult) => {
    results.push(result);
    onResult(result);
  };
  /** Runs what is left until it is done, or a case has to be ended. @returns why it could not begin */
  const runRest = async (): Promise<string | undefined> => {
    const thread = spawn();
    const over = Promise.withResolvers<string | undefined>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => over.resolve(`did not end within ${caseMs} ms`), caseMs);
    };
    thread.onMessage = (report) => {
      limit();
      if (report.kind === 'plan') plan = report;
      else if (report.kind === 'ended') add({ name: plan!.cases[report.index]!, ms: report.ms, error: report.error });
      else if (report.kind === 'finished') over.resolve(undefined);
      else if (report.kind === 'failed') over.resolve(report.error);
    };
    thread.onExit = (reason) => over.resolve(`its thread ended${reason === undefined ? '' : `: ${reason.message}`}`);
    const stop = () => over.reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    limit();
    thread.post({ ...job, done: results.length });
    try {
      return await over.promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      await thread.terminate();
    }
  };
  for (;;) {
    const error = await runRest();
    if (error === undefined) break;
    if (plan === undefined) {
      add({ name: 'it can be started and asked', ms: 0, error });
      break;
    }
    add({ name: plan.cases[results.length]!, ms: caseMs, error });
    if (results.length === plan.cases.length) break;
  }
  return { cases: results, untried: plan?.untried ?? [] };
}
