/** What Python says in JSON, where None is absence. */
export function fromJson(json: string): unknown {
  return JSON.parse(json, (_, value: unknown) => value ?? undefined);
}
