/** What any test runner can offer. */
export interface Runner {
  test(name: string, run: () => void | Promise<void>): void;
  assert(condition: boolean, message: string): asserts condition;
}
