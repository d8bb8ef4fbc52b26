/** So much of a list is shown, and of one text: all of it comes from a stranger. */
export const mostItems = 40;
const widest = 400;

/** A text, or its beginning. */
export function shortText(text: string): string {
  return text.length > widest ? `${text.slice(0, widest)}…` : text;
}

/** The texts of a list, or the first ones and how many more there are. */
export function shortList(items: ArrayLike<unknown>): readonly string[] {
  const shown = Array.from({ length: Math.min(items.length, mostItems) }, (_, i) => shortText(plainText(items[i])));
  return items.length > mostItems ? [...shown, `and ${items.length - mostItems} more`] : shown;
}

/** A value of an answer. */
export function valueText(value: unknown): string {
  if (ArrayBuffer.isView(value) || Array.isArray(value)) return shortList(value as ArrayLike<unknown>).join(', ');
  return shortText(plainText(value));
}

function plainText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
