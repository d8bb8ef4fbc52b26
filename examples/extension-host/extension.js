// An extension as editors load them: a CommonJS module with activate and deactivate. polyray is an ES module, which `import()`
// gives to CommonJS, too.

const { pathToFileURL } = require('node:url');

/** The runtime, from the first use on: hosts want extensions to start quickly. */
let starting;

async function countPrimes(below) {
  starting ??= import('polyray').then(({ init }) => init({ numWorkers: 2 }));
  const ray = await starting;
  const task = ray.task(() => import('./primes.mjs'), 'countPrimes', pathToFileURL(__filename).href, { timeoutMs: 10_000 });
  return ray.get(task.remote(2, below));
}

/** @param context what the host gives: commands are registered there, and disposed of with it */
exports.activate = (context) => {
  context.subscriptions.push(context.registerCommand('primes.count', countPrimes));
};

exports.deactivate = async () => {
  const ray = await starting;
  starting = undefined;
  await ray?.shutdown();
};
