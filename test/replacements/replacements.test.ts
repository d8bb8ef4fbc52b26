import { expect, test } from 'vitest';
import { checkProof } from './check-proof.ts';
import { proveReplacements } from './prove-replacements.ts';

test.each(['inline', 'thread'] as const)(
  'no request is lost while versions come and go, nor memory (coordinator: %s)',
  async (coordinator) => {
    const options = { requests: 1500, replacements: 5, coordinator };
    const proof = await proveReplacements(options);
    expect(checkProof(options, proof), JSON.stringify(proof)).toEqual([]);
  },
);
