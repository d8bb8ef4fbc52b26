import { expect, test } from 'vitest';
import type { Task } from '../coordinator/state.ts';
import { UncountedTasks } from './uncounted-tasks.ts';

const make = (seq: number): Task => ({ seq, state: 'queued' }) as unknown as Task;

test('each task is taken once, by name or because it is done', () => {
  const list = new UncountedTasks();
  const tasks = [1, 2, 5, 6, 7].map(make);
  for (const task of tasks) list.add(task);
  expect(list.take(tasks[1]!)).toBe(true);
  expect(list.take(tasks[1]!)).toBe(false);
  expect(list.take(make(5))).toBe(false);
  tasks[0]!.state = 'done';
  tasks[3]!.state = 'done';
  expect(list.takeDone()).toEqual([tasks[0], tasks[3]]);
  expect(list.takeDone()).toEqual([]);
  const late = make(9);
  list.add(late);
  for (const task of [tasks[2]!, tasks[4]!, late]) expect(list.take(task)).toBe(true);
});

test('it is looked through when it has doubled', () => {
  const list = new UncountedTasks();
  let looks = 0;
  let most = 0;
  const kept: Task[] = [];
  for (let seq = 1; seq <= 100_000; seq++) {
    const task = make(seq);
    list.add(task);
    if (seq % 10 === 0) kept.push(task);
    else list.take(task);
    if (!list.due) continue;
    looks++;
    most = Math.max(most, kept.length);
    list.takeDone();
  }
  expect(most).toBeGreaterThan(1000);
  expect(looks).toBeLessThan(30);
  for (const task of kept) expect(list.take(task)).toBe(true);
});
