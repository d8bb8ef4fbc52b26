// Where every npm command begins. Plain JavaScript that a Node too old for the rest can read too, to say so.
const least = 20;
const { node } = process.versions;
if (Number(node.split('.')[0]) < least) {
  console.error(`polyray: Node ${least} or newer is needed to begin with, this is ${node}: install a newer one and try again`);
  process.exitCode = 1;
} else import('./set-up.mjs');
