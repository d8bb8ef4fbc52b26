import type { TaskSpec } from './events.ts';
import type { Task } from './state.ts';

/** A task in messages: its name, where it has one, and its number. */
export function nameOf({ id, name }: TaskSpec): string {
  return name === undefined ? `${id}` : `"${name}" (${id})`;
}

/** A task among others: its name, with its actor's class, or its number. */
export function shortNameOf({ spec: { id, name }, pool, entry }: Task): string {
  if (name === undefined) return `${id}`;
  return pool.actor === undefined || entry === undefined ? `"${name}"` : `"${pool.spec.name}.${name}"`;
}
