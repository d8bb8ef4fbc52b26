/** Stands in a task's arguments for the value of one of its dependencies: decodes to that value. */
export class Dependency {
  readonly index: number;

  /** @param index its place among the dependencies, below 2^32 */
  constructor(index: number) {
    this.index = index;
  }
}
