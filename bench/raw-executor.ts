import { startMessage } from '../runtime/conformance/subject.ts';
import { type ComponentInstance, instantiateComponent } from '../runtime/executor/direct/component-instance.ts';
import type { ExecutorPackage } from '../runtime/executor/executor-package.ts';
import { nodePlatform } from '../runtime/platform/node.ts';
import { loadGlue } from '../runtime/worker/load-glue.ts';
import type { StartMessage } from '../runtime/worker/protocol.ts';

/** A sealed component in this thread, called as the host calls it or by its glue alone. */
export async function rawExecutor(source: ExecutorPackage, calls?: 'direct' | 'glue'): Promise<ComponentInstance> {
  return startRaw(await startMessage(source, nodePlatform().readBytes), calls);
}

/** The same, of what a worker would be sent. */
export async function startRaw({ glue, core }: StartMessage, calls?: 'direct' | 'glue'): Promise<ComponentInstance> {
  return instantiateComponent(await loadGlue(glue), core, {}, { calls });
}
