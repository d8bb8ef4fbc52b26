// What an editor's extension host does, in a few lines: node host.js

const extension = require('./extension.js');

const commands = new Map();
const context = {
  subscriptions: [],
  registerCommand: (name, run) => {
    commands.set(name, run);
    return { dispose: () => commands.delete(name) };
  },
};

async function main() {
  extension.activate(context);
  console.log(`There are ${await commands.get('primes.count')(100_000)} primes below 100000`);
  await extension.deactivate();
  for (const subscription of context.subscriptions) subscription.dispose();
}

main();
