import { PolyrayError } from '../errors.ts';
import type { CoreWorker } from '../task/core-worker.ts';
import { askHub } from './ask-hub.ts';
import { makeTimeline, type TimelineOptions } from './make-timeline.ts';
import type { Recording } from './recording.ts';
import type { Timeline } from './timeline.ts';

/** The timeline of a runtime. The hub only copies what it recorded: all else is done here, in the asking thread. */
export async function timelineOf(core: CoreWorker, options?: TimelineOptions): Promise<Timeline> {
  const recording = (await askHub(core, 'recording')) as Recording | undefined;
  if (recording === undefined) throw new PolyrayError('Cannot give a timeline: init was told not to observe');
  return makeTimeline(recording, (id) => core.objectId(id).toHex(), options);
}
