/** What the task layer knows about objects that are more than data: references and actor handles. */
export interface References {
  /**
   * Asked for every object and function that is not plain data: what to write for a reference or a handle, else undefined.
   * `extra` is plain data, such as an actor's methods.
   */
  idOf(value: object): { readonly id: number; readonly extra?: unknown } | undefined;
  fromId(id: number, extra: unknown): object;
}
