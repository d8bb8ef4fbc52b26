import { thisPlatform } from '../../platform/this-platform.ts';
import { Fetcher } from './fetcher.ts';

/** The thread that asks in the network for this worker. */
export function startFetcher(): Promise<Fetcher> {
  return Fetcher.start(thisPlatform());
}
