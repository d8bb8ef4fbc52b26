// Ten thousand requests under load during twenty replacements, one of them by a broken version.
import { checkProof } from '../replacements/check-proof.ts';
import { proveReplacements } from '../replacements/prove-replacements.ts';

for (const coordinator of ['inline', 'thread'] as const) {
  const options = { requests: 10_000, replacements: 20, coordinator };
  const proof = await proveReplacements(options);
  const wrong = checkProof(options, proof);
  console.log(JSON.stringify({ coordinator, ...proof }));
  for (const what of wrong) console.log(`Not so: ${what}`);
  if (wrong.length > 0) process.exitCode = 1;
}
