import { type Node, parse } from 'acorn';

/** What a glue's text does, whatever its names are. */
export interface GlueStructure {
  /** The kinds of its nodes, in their order and nesting. */
  readonly tree: string;
  /** What it uses and declares nowhere: what it reaches of JavaScript. */
  readonly free: readonly string[];
}

type Part = Node & Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Part => typeof (value as Partial<Node> | null)?.type === 'string';

/** @throws {SyntaxError} for what is no module */
export function glueStructure(glue: string): GlueStructure {
  const used = new Set<string>();
  const declared = new Set<string>();
  const tree: string[] = [];
  /** @param declares whether a name here is one that is made known */
  const visit = (node: Part, declares: boolean): void => {
    if (node.type === 'Identifier') (declares ? declared : used).add(node['name'] as string);
    // what an object's member is called, and how that is spelled, does nothing
    const named = ['MemberExpression', 'Property', 'MethodDefinition', 'PropertyDefinition'].includes(node.type);
    const [name, isName] = [node.type === 'MemberExpression' ? 'property' : 'key', named && memberName(node)];
    tree.push(node.type === 'Identifier' ? '' : node.type, '(');
    for (const [key, value] of Object.entries(node)) {
      if (isName && key === name) continue;
      const binds = ['id', 'params', 'param'].includes(key) || (declares && !['init', 'right', 'body'].includes(key));
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, binds);
    }
    tree.push(')');
  };
  visit(parse(glue, { ecmaVersion: 'latest', sourceType: 'module' }) as Node as Part, false);
  return { tree: tree.join(''), free: [...used].filter((name) => !declared.has(name)).sort() };
}

function memberName(node: Part): boolean {
  const name = (node['property'] ?? node['key']) as Part;
  return node['computed'] !== true || (name.type === 'Literal' && typeof name['value'] === 'string');
}
