import { element } from '../shared/element.ts';
import type { Unmount } from '../shared/part.ts';
import { startRuntime } from '../shared/start-runtime.ts';

/** Shows how a machine sounds and what that says of it. */
export async function mount(parent: HTMLElement): Promise<Unmount> {
  const ray = await startRuntime();
  const signal = Float64Array.from({ length: 4096 }, (_, i) => Math.sin((2 * Math.PI * 125 * i) / 1000));
  const { outputs } = await ray.executors.get('cpp').execute({ operation: 'signal.welch', parameters: { rate: 1000 }, inputs: { signal } });
  const strongest = outputs.power.data.indexOf(Math.max(...outputs.power.data));
  parent.append(element('h1', {}, 'Listen to a machine'), element('output', {}, `${outputs.frequencies.data[strongest]} Hz`));
  return () => ray.shutdown();
}
