/** Some of what was to be built could not be; the rest was. */
export class BuildFailedError extends Error {
  override readonly name = 'BuildFailedError';
  /** Why, by what failed. */
  readonly failures: ReadonlyMap<string, Error>;

  /** @param built what was built beside */
  constructor(failures: ReadonlyMap<string, Error>, built: readonly string[]) {
    const names = [...failures.keys()].join(', ');
    const rest = built.length === 0 ? '' : `; ${built.join(', ')} ${built.length === 1 ? 'is' : 'are'} built`;
    const causes = [...failures].map(([name, { message }]) => `${name}: ${message}`);
    super(`Cannot build ${names}${rest}\n${causes.join('\n')}`, { cause: failures.size === 1 ? [...failures.values()][0] : undefined });
    this.failures = failures;
  }
}
