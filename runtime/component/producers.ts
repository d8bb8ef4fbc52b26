import type { BinaryReader } from './binary-reader.ts';

/** What made a component, by field (`language`, `processed-by`, `sdk`): names with their versions. */
export type Producers = Readonly<Record<string, readonly string[]>>;

/** Reads a `producers` section behind its name; one that breaks the format says nothing, which is no fault. */
export function readProducers(section: BinaryReader): Producers {
  try {
    const fields = section.list(() => {
      const field = section.name();
      return [field, section.list(() => `${section.name()} ${section.name()}`.trim())] as const;
    });
    return Object.fromEntries(fields);
  } catch {
    return {};
  }
}

/** Together, each once. */
export function mergeProducers(all: readonly Producers[]): Producers {
  const merged = new Map<string, Set<string>>();
  for (const producers of all) {
    for (const [field, names] of Object.entries(producers)) {
      const known = merged.get(field) ?? new Set<string>();
      for (const name of names) known.add(name);
      merged.set(field, known);
    }
  }
  return Object.fromEntries([...merged].map(([field, names]) => [field, [...names]]));
}
