// Workers that end at random under tasks, streams, actors and executors: every result is there once and right, or a typed
// error that is due to it; afterwards nothing is left. KILLS and SEED change how many, and which.
import { runChaos } from '../chaos/run-chaos.ts';

const seed = Number(process.env['SEED'] ?? 20_261_125);
const kills = Number(process.env['KILLS'] ?? 600);
const MiB = 2 ** 20;
const common = { numWorkers: 3, lanes: 16, largeBytes: MiB, assassinMeanMs: 700 };
const settings = [
  { name: 'inline', coordinator: 'inline', sharedMemory: true, objectStoreBytes: 256 * MiB },
  { name: 'thread', coordinator: 'thread', sharedMemory: true, objectStoreBytes: 256 * MiB },
  { name: 'inline, small store', coordinator: 'inline', sharedMemory: true, objectStoreBytes: 40 * MiB },
  { name: 'thread, small store', coordinator: 'thread', sharedMemory: true, objectStoreBytes: 40 * MiB },
  { name: 'inline, messages', coordinator: 'inline', sharedMemory: false, objectStoreBytes: 256 * MiB },
  { name: 'thread, messages', coordinator: 'thread', sharedMemory: false, objectStoreBytes: 256 * MiB },
] as const;
const wanted = settings.filter(({ name }) => name.includes(process.env['ONLY'] ?? ''));

const deaths: Record<string, number> = {};
const outcomes: Record<string, number> = {};
for (const [i, { name, ...setting }] of wanted.entries()) {
  console.log(`${name}: seed ${seed + i}`);
  const report = await runChaos({ ...common, ...setting, seed: seed + i, kills: Math.ceil(kills / wanted.length) });
  console.log(`  ${report.kills} workers ended in ${report.seconds.toFixed(0)} s; left in the store: ${JSON.stringify(report.bytesLeft)}`);
  for (const [death, count] of Object.entries(report.deaths)) deaths[death] = (deaths[death] ?? 0) + count;
  for (const [outcome, count] of Object.entries(report.outcomes)) outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
}
console.log({ deaths, outcomes });
