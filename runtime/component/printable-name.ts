/**
 * What jco prints a core name as, between single quotes and unescaped, must stay a text. So a name has letters, digits and
 * the signs with which compilers and the component model join them, and none that quotes, escapes, calls, groups or comments.
 */
const printable = /^[\p{L}\p{M}\p{N} !#$%&+,./:;<=>?@[\]^_|~-]*$/u;

/** What is expected of a name, for errors. */
export const printableNames = 'names of letters, digits, spaces and the signs !#$%&+,-./:;<=>?@[]^_|~';

/** Whether the name of a core module's import or export can be part of glue. */
export function isPrintable(name: string): boolean {
  return printable.test(name);
}
