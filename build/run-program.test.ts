import { expect, test } from 'vitest';
import { runProgram } from './run-program.ts';

test.each([
  ['process.exit(7)', 7],
  ['process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000)', 137],
])('runProgram() gives the status that a shell would: %s', async (script, status) => {
  expect(await runProgram(process.execPath, ['-e', script])).toBe(status);
});

test('what ends us ends the program', async () => {
  const pass = process.listenerCount('SIGTERM');
  const running = runProgram(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  process.emit('SIGTERM');
  expect(await running).toBe(143);
  expect(process.listenerCount('SIGTERM')).toBe(pass);
});

test('a program that is not there is an error', async () => {
  await expect(runProgram('/nowhere/program', [])).rejects.toThrow('ENOENT');
});
