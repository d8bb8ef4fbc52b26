import type { Unmount } from '../shared/part.ts';
import { startRuntime } from '../shared/start-runtime.ts';
import { fetchExample } from './fetch-example.ts';
import { ListenPage } from './listen-page.ts';
import { loadNetworks, loadThresholds } from './networks.ts';
import { knownRecordings } from './recordings.ts';

/** So many runs are remembered for the picture of the threads: the last seconds of a stream. */
const timelineTasks = 600;

/** Shows how a machine sounds, and what that says of it. */
export async function mount(parent: HTMLElement): Promise<Unmount> {
  const starting = startRuntime({ observe: { timelineTasks } });
  const [ray, recordings, thresholds, rule] = await Promise.all([
    starting,
    knownRecordings(),
    loadThresholds(),
    fetchExample('rule.py').then((response) => response.text()),
  ]).catch(async (error) => {
    await (await starting).shutdown();
    throw error;
  });
  // C++ is compiled while the recording comes
  void ray.executors
    .get('cpp')
    .operations()
    .catch(() => {});
  const networks = loadNetworks(ray);
  networks.catch(() => {}); // whoever needs them hears of it
  const page = new ListenPage({ ray, networks, recordings, thresholds, rule });
  parent.append(page.element);
  page.listen(recordings[0]!);
  return async () => {
    await page.end();
    await ray.shutdown();
  };
}
