import { lines, type Proof, type ProofOptions } from './prove-replacements.ts';

/** What the proof has to show. @returns what is wrong */
export function checkProof({ requests, replacements }: ProofOptions, proof: Proof): string[] {
  const { outcomes, balance, replaced, reason, brokenRequests, extraThreads, extraModules, extraBytes } = proof;
  const wrong: string[] = [];
  const check = (good: boolean, what: string) => good || wrong.push(what);
  const versions = Array.from({ length: replacements + 1 }, (_, i) => `1.${i}.0`);
  const failed = outcomes['ExecutorFaultError'] ?? 0;
  const all = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  const others = Object.keys(outcomes).filter((name) => ![...versions, '1.1000.0', 'ExecutorFaultError'].includes(name));
  check(balance === 0 && all >= requests, `${balance} of ${all} requests have no answer, or one too many`);
  check(replaced === replacements, `${replaced} of ${replacements} replacements were made`);
  check(
    versions.every((version) => (outcomes[version] ?? 0) > 0),
    'a version answered nothing',
  );
  check(others.length === 0, `requests ended otherwise: ${others.join(', ')}`);
  check(reason === 'faults', `the broken version went because of ${reason}`);
  // those that were on their way when it went
  const given = failed + (outcomes['1.1000.0'] ?? 0);
  check(
    failed > 0 && given <= brokenRequests + lines,
    `the broken version was given ${given} requests, ${brokenRequests} while it was watched`,
  );
  check(extraThreads <= 0, `${extraThreads} threads are left`);
  check(extraModules <= 0, `${extraModules} modules are left`);
  // allocators keep some tens of MiB; each version that stayed would keep ten more at least, by its two threads alone
  check(extraBytes < 96 * 2 ** 20, `${Math.round(extraBytes / 2 ** 20)} MiB are left`);
  return wrong;
}
