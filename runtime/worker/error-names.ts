/** What an error is called: its own name first, then those of the classes that it derives from. */
export function errorNames(error: unknown): readonly [own: string, ...string[]] {
  if (!(error instanceof Error)) return [typeof error];
  const classes: string[] = [];
  for (let proto: object | null = Object.getPrototypeOf(error); proto !== null; proto = Object.getPrototypeOf(proto)) {
    if (proto !== Object.prototype && proto.constructor.name !== '') classes.push(proto.constructor.name);
  }
  const [own = error.name, ...more] = classes;
  // a class that sets no name has that of the built-in one that it derives from
  return classes.includes(error.name) ? [own, ...more] : [error.name, ...classes];
}
