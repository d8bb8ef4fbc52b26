import type { Language } from './kernel.ts';

export interface ExampleCell {
  readonly language: Language;
  readonly text: string;
}

const primes = `// Tasks: each counts the primes of one block, on whatever worker is free.
import { get, remote } from 'polyray';

const block = 50_000;
const countPrimes = remote((from: number, to: number): number => {
  let count = 0;
  for (let n = Math.max(2, from); n < to; n++) {
    let prime = true;
    for (let d = 2; d * d <= n && prime; d++) prime = n % d !== 0;
    if (prime) count++;
  }
  return count;
});

const refs = Array.from({ length: 20 }, (_, i) => countPrimes.remote(i * block, (i + 1) * block));
const counts = await get(refs);
console.log('in each block of 50 000:', counts);
counts.reduce((sum, count) => sum + count); // below a million`;

const speedUp = `// The same with 1, 2, … workers at work. A value with \`speedUp\` is drawn; what it says was measured.
import { asCompleted, wait } from 'polyray';

async function measure(workers: number): Promise<number> {
  const start = performance.now();
  let running: ReturnType<typeof countPrimes.remote>[] = [];
  for (let i = 0; i < 24; i++) {
    running.push(countPrimes.remote(i * block, (i + 1) * block));
    if (running.length === workers) running = (await wait(running)).remaining;
  }
  for await (const _ of asCompleted(running));
  return performance.now() - start;
}

const speedUp: { workers: number; ms: number }[] = [];
for (let workers = 1; workers <= numWorkers; workers++) {
  const times = [await measure(workers), await measure(workers), await measure(workers)];
  speedUp.push({ workers, ms: Math.min(...times) });
}
({ title: 'Primes below 1 200 000, the best of three times.', speedUp });`;

/** @param waits whether Python may stand still while it waits */
const monteCarlo = (waits: boolean) => `# Python: tasks throw darts at a square, and an actor keeps the score.
import random

import miniray


@miniray.remote
def throw(darts):
    return sum(random.random() ** 2 + random.random() ** 2 < 1 for _ in range(darts))


@miniray.remote
class Score:
    def __init__(self):
        self.inside = self.darts = 0

    def add(self, inside, darts):
        self.inside += inside
        self.darts += darts
        return 4 * self.inside / self.darts


score = Score.remote()
for _ in range(5):
    thrown = [throw.remote(20_000) for _ in range(8)]
    estimates = [score.add.remote(inside, 20_000) for inside in thrown]
    print("π is about", ${waits ? 'miniray.get(estimates[-1])' : 'await estimates[-1]'})`;

const afterwards = (waits: boolean) => `# Names stay from cell to cell: the actor still knows the score.
${waits ? 'miniray.get(score.add.remote(0, 0))' : 'await score.add.remote(0, 0)'}`;

const endless = `# Stop ends this, and the names above stay.
darts = 0
while True:
    darts += 1`;

/** What a notebook begins with. @param waits whether Python may stand still while it waits, or has to await */
export function exampleCells(waits: boolean): readonly ExampleCell[] {
  return [
    { language: 'typescript', text: primes },
    { language: 'typescript', text: speedUp },
    { language: 'python', text: monteCarlo(waits) },
    { language: 'python', text: afterwards(waits) },
    { language: 'python', text: endless },
  ];
}
