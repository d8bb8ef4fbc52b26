import { expect, test } from 'vitest';
import { Inbox } from './inbox.ts';

test('items come out in their order, whether they came before or after they were asked for', async () => {
  const inbox = new Inbox<number>();
  inbox.push(1);
  inbox.push(2);
  expect(await inbox.take()).toBe(1);
  expect(await inbox.take()).toBe(2);
  const third = inbox.take();
  inbox.push(3);
  inbox.push(4);
  expect(await third).toBe(3);
  expect(await inbox.take()).toBe(4);
});

test('the first failure is thrown when what came before it was taken, and stays', async () => {
  const inbox = new Inbox<number>();
  inbox.push(1);
  inbox.fail(new Error('first'));
  inbox.fail(new Error('second'));
  expect(await inbox.take()).toBe(1);
  await expect(inbox.take()).rejects.toThrow('first');
  await expect(inbox.take()).rejects.toThrow('first');
  const other = new Inbox<number>();
  const taken = other.take();
  other.fail(undefined);
  await expect(taken).rejects.toBeUndefined();
});
