/** An executor's words may hold what moves a terminal's cursor or worse: such characters are shown as numbers. */
export function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
