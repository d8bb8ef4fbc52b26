import { findMembers, plainMembers, root } from '../members.ts';
import { compareRelease, presentVersion, readRelease } from '../release-digests.ts';
import { findConfig } from '../selection.mjs';

/** Executors whose sources are as they were released are built to the bytes that were released. */
export function check(): string[] {
  const release = readRelease(presentVersion());
  // a product's own choice is built to something else
  if (release === undefined || findConfig(root) !== undefined) return [];
  const plain = plainMembers();
  return findMembers().flatMap((member) => {
    if (!plain.includes(member.name)) return [];
    const found = compareRelease(member, release[member.name]);
    return found.kind === 'different' ? [`components/${member.name}: not as released: ${found.files.join(', ')}`] : [];
  });
}
