import type { Requirement } from './requirement.ts';

/** All that was asked for, from wherever. */
export interface RequirementSet {
  readonly requirements: readonly Requirement[];
  /** Versions of packages that are allowed, should they be needed. */
  readonly constraints: readonly Requirement[];
  /** Package indexes, the first before the others; none: as configured. */
  readonly indexUrls: readonly string[];
  /** Whether pre-releases count. */
  readonly pre: boolean;
  /** The Pythons that a script asks for: `>=3.12`. */
  readonly requiresPython?: string;
}

export const noRequirements: RequirementSet = { requirements: [], constraints: [], indexUrls: [], pre: false };

/** What both ask for. */
export function join(a: RequirementSet, b: RequirementSet): RequirementSet {
  const python = [a.requiresPython, b.requiresPython].filter((each) => each !== undefined).join(',');
  return {
    requirements: [...a.requirements, ...b.requirements],
    constraints: [...a.constraints, ...b.constraints],
    indexUrls: [...new Set([...a.indexUrls, ...b.indexUrls])],
    pre: a.pre || b.pre,
    ...(python === '' ? {} : { requiresPython: python }),
  };
}
