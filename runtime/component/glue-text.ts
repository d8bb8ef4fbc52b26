/** How jco is asked for a component's glue: a module without imports, which is given its core modules and its imports. */
export const glueOptions = {
  instantiation: { tag: 'sync' },
  noNodejsCompat: true,
  base64Cutoff: 0,
} as const;

/** What shapes the glue, for keys of what is kept of it; the number counts changes of what is made of jco's answer. */
export const glueVersion = 'jco-transpile 0.15.0, 2';

const log = /const _debugLog = \(\.\.\.args\) => \{[\s\S]*?\n {2}\};?\n/;

/**
 * Glue without its debug log, which reads the environment on every step of every call: a third of a small call's time.
 *
 * @throws Error when jco writes its log in another way than this version does
 */
export function quietGlue(glue: string): string {
  if (!log.test(glue)) throw new Error("Cannot quieten jco's glue: this version has no _debugLog where it is looked for");
  return withoutCalls(glue.replace(log, ''), '_debugLog(');
}

/** The text without statements that are a call which begins so. */
function withoutCalls(text: string, call: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let at = text.indexOf(call); at >= 0; at = text.indexOf(call, from)) {
    kept.push(text.slice(from, at), 'void 0');
    from = endOfParentheses(text, at + call.length);
  }
  return kept.join('') + text.slice(from);
}

/** Where a list of arguments ends that begins here; it may hold texts and templates. */
function endOfParentheses(text: string, at: number): number {
  let depth = 1;
  for (let i = at; i < text.length; i++) {
    const character = text[i]!;
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) {
      depth--;
      if (depth === 0) return i + 1;
    } else if (`'"\``.includes(character)) i = endOfText(text, i);
  }
  throw new Error("Cannot quieten jco's glue: a call of _debugLog has no end");
}

function endOfText(text: string, start: number): number {
  const quote = text[start]!;
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === quote) return i;
    else if (quote === '`' && text.startsWith('${', i)) i = endOfParentheses(text, i + 2) - 1;
  }
  throw new Error("Cannot quieten jco's glue: a text has no end");
}
