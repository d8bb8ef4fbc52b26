/** What went wrong, in one or two sentences for people: an error's message, and why, where a wrapper says less. */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? explainError(error.cause) : undefined;
  if (cause === undefined || error.message.includes(cause)) return error.message || error.name;
  return `${error.message}: ${cause}`;
}
