/** Where a requirement was written. */
export interface Place {
  /** A file as it was named, or nothing: the command line. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
}

/** A requirement of PEP 508. */
export interface Requirement extends Place {
  /** As it was written, without hashes and comments. */
  readonly text: string;
  readonly name: string;
  /** SHA-256 digests in hexadecimal, one of which its wheel must have; none: any. */
  readonly hashes: readonly string[];
}

const name = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/;
const extras = /^\[\s*(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\s*(?:,\s*(?=[A-Za-z0-9]))?)*\]/;
const version =
  /^v?(?:\d+!)?\d+(?:\.\d+)*(?:[-_.]?(?:a|b|c|rc|alpha|beta|pre|preview)[-_.]?\d*)?(?:-\d+|[-_.]?(?:post|rev|r)[-_.]?\d*)?(?:[-_.]?dev[-_.]?\d*)?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?$/i;
const clause = /^(===|~=|==|!=|<=|>=|<|>)\s*([^\s=<>!~]\S*)$/;

/**
 * Takes one requirement apart: `name[extra] >= 1, < 2 ; python_version < "3.15"` or `name @ https://…/x.whl`.
 *
 * @throws {SyntaxError} with what is wrong in it
 */
export function parseRequirement(written: string): { readonly name: string; readonly text: string } {
  const text = written.trim();
  const found = name.exec(text)?.[0];
  if (found === undefined) throw new SyntaxError(`"${text}" does not begin with a package's name`);
  let rest = text.slice(found.length).trim();
  if (rest.startsWith('[')) {
    const given = extras.exec(rest)?.[0];
    if (given === undefined) throw new SyntaxError(`"${text}" has no list of extras such as [a, b] in its brackets`);
    rest = rest.slice(given.length).trim();
  }
  if (rest.startsWith('@')) checkUrl(text, rest.slice(1).trim());
  else {
    const [specifier = '', ...markers] = rest.split(';');
    checkSpecifier(text, specifier.trim());
    if (markers.length > 0) checkMarker(text, markers.join(';'));
  }
  return { name: found, text };
}

function checkUrl(text: string, given: string): void {
  // a semicolon belongs to the URL unless white space is before it
  const [url = '', marker] = given.split(/\s+;/, 2);
  if (!URL.canParse(url) || !/^(?:https?|file):$/.test(new URL(url).protocol))
    throw new SyntaxError(`"${text}" has "${url}" where an http, https or file URL must be`);
  if (!new URL(url).pathname.endsWith('.whl'))
    throw new SyntaxError(`"${text}" is at no wheel: sources and repositories cannot be built for Pyodide here`);
  if (marker !== undefined) checkMarker(text, marker);
}

function checkSpecifier(text: string, given: string): void {
  const inside = /^\((.*)\)$/.exec(given)?.[1] ?? given;
  if (inside === '') return;
  for (const each of inside.split(',')) {
    const [, operator, wanted = ''] = clause.exec(each.trim()) ?? [];
    if (operator === undefined) throw new SyntaxError(`"${text}" has "${each.trim()}" where a version such as ">=1.2" must be`);
    const plain = operator === '==' || operator === '!=' ? wanted.replace(/\.\*$/, '') : wanted;
    if (operator !== '===' && !version.test(plain)) throw new SyntaxError(`"${text}" has no version after "${operator}", but "${wanted}"`);
  }
}

const variables = new Set([
  ...['python_version', 'python_full_version', 'os_name', 'sys_platform', 'platform_release', 'platform_system'],
  ...['platform_version', 'platform_machine', 'platform_python_implementation', 'implementation_name', 'implementation_version', 'extra'],
]);
const token = /\s*(?:([()])|(===|~=|==|!=|<=|>=|<|>)|(not\s+in|in|and|or)\b|([a-z_]+)|"([^"]*)"|'([^']*)')/y;

/** The form of a marker; what it says is the resolver's to find out. */
function checkMarker(text: string, marker: string): void {
  const wrong = () => new SyntaxError(`"${text}" has no marker such as python_version < "3.15" after ";", but "${marker.trim()}"`);
  let at = 0;
  const next = (): string => {
    token.lastIndex = at;
    const match = token.exec(marker);
    if (match === null) {
      if (marker.slice(at).trim() !== '') throw wrong();
      return 'end';
    }
    at = token.lastIndex;
    const [, paren, operator, word, variable] = match;
    if (paren !== undefined) return paren;
    if (operator !== undefined) return 'operator';
    if (word !== undefined) return /in$/.test(word) ? 'operator' : 'join';
    if (variable !== undefined && !variables.has(variable)) throw new SyntaxError(`"${text}" has an unknown marker "${variable}"`);
    return 'value';
  };
  const expect = (kind: string) => {
    if (next() !== kind) throw wrong();
  };
  let depth = 0;
  for (;;) {
    let kind = next();
    for (; kind === '('; kind = next()) depth++;
    if (kind !== 'value') throw wrong();
    expect('operator');
    expect('value');
    kind = next();
    for (; kind === ')' && depth > 0; kind = next()) depth--;
    if (kind === 'end' && depth === 0) return;
    if (kind !== 'join') throw wrong();
  }
}
