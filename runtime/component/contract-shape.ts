/** What jco tells of an interface's types, one text per function or type, sorted. */
export type InterfaceShape = readonly string[];

/** The shape in the text of a declaration file of jco's: comments, order and spacing mean nothing. */
export function shapeOf(declarations: string): InterfaceShape {
  const text = declarations.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\s+/g, ' ');
  return text
    .split(/(?=\bexport )/)
    .map((item) => item.trim().replace(/;$/, ''))
    .filter((item) => item !== '')
    .sort();
}

/**
 * The first difference: what was found, and what was expected; undefined where there is none.
 *
 * @param more whether what has a name of its own may be added
 */
export function shapeDifference(
  found: InterfaceShape,
  expected: InterfaceShape,
  more = false,
): { readonly found: string | undefined; readonly expected: string | undefined } | undefined {
  const missing = expected.find((item) => !found.includes(item));
  const named = new Set(expected.map(nameOf));
  const extra = found.find((item) => !expected.includes(item) && !(more && !named.has(nameOf(item))));
  if (missing === undefined && extra === undefined) return undefined;
  const name = nameOf(missing ?? extra!);
  const same = (item: string) => nameOf(item) === name;
  return { found: found.find(same) ?? (missing === undefined ? extra : undefined), expected: expected.find(same) };
}

/** `execute` of "export function execute(request: Request): Response". */
function nameOf(item: string): string {
  return /^export (?:declare )?(?:function|interface|type|class|const|enum) ([\w$]+)/.exec(item)?.[1] ?? item;
}
