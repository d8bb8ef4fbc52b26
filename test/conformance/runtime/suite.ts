import { actorLifeCases } from './actor-lives.ts';
import { actorCases } from './actors.ts';
import { cancellationCases } from './cancellation.ts';
import { capabilityCases } from './capabilities.ts';
import { Cases } from './cases.ts';
import { collectionCases } from './collections.ts';
import { executorActorCases } from './executor-actors.ts';
import { executorCases } from './executors.ts';
import { letGo } from './fixtures/keep-one-open.ts';
import { healthCases } from './health.ts';
import { lifetimeCases } from './lifetime.ts';
import { objectCases } from './objects.ts';
import { referenceCases } from './references.ts';
import { replacementCases } from './replacements.ts';
import { stateCases } from './state.ts';
import { storeCases } from './store.ts';
import { streamCases } from './streams.ts';
import type { RuntimeSubject } from './subject.ts';
import { taskFailureCases } from './task-failures.ts';
import { taskCases } from './tasks.ts';
import { versionCases } from './versions.ts';
import { waitingCases } from './waiting.ts';

const topics = [
  capabilityCases,
  objectCases,
  referenceCases,
  storeCases,
  taskCases,
  taskFailureCases,
  cancellationCases,
  waitingCases,
  streamCases,
  actorCases,
  actorLifeCases,
  collectionCases,
  executorCases,
  executorActorCases,
  versionCases,
  replacementCases,
  healthCases,
  stateCases,
  lifetimeCases,
];

/**
 * What the programming model promises, one case per promise: for every runtime, transport and place of the coordinator.
 *
 * @returns what ends the runtime that cases share, to be called after the last
 */
export function runtimeSuite(subject: RuntimeSubject): () => Promise<void> {
  const cases = new Cases(subject);
  for (const topic of topics) topic(cases);
  return async () => {
    await cases.close();
    letGo();
  };
}
