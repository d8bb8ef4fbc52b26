/** The machine broke a rule. */
export class Violation extends Error {
  override name = 'Violation';
}

export function check(holds: boolean, message: () => string): void {
  if (!holds) throw new Violation(message());
}
