import { type AnyNode, type ImportDeclaration, type Pattern, parse, type VariableDeclaration } from 'acorn';
import { transform } from 'sucrase';

/** A cell of TypeScript, made ready to run. */
export interface CellProgram {
  /**
   * JavaScript, an async function. What the cell declares at its top level are properties of `scope`, so that later cells find
   * it. `statement` is called with the line of each statement before that runs, `imports` with what the cell imports. Its value
   * is that of the cell's last expression. Lines are the cell's.
   */
  readonly code: string;
  /** What the cell declares, which has to be in `scope` before it runs. */
  readonly names: readonly string[];
}

/** A cell that is no TypeScript. */
export class CellSyntaxError extends SyntaxError {
  override readonly name = 'SyntaxError';
  /** From 1. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Strips a cell's types, which nothing checks here, and lets its names outlive it.
 *
 * @param file its name in stacks
 * @throws {CellSyntaxError}
 */
export function cellProgram(source: string, file: string): CellProgram {
  const script = strip(source);
  const { body } = read(script);
  const names: string[] = [];
  const hoisted: string[] = [];
  const edits: Edit[] = [];
  for (const [i, statement] of body.entries()) {
    const { start, end } = statement;
    const before = `;$statement(${lineAt(script, start)});`;
    const declared = exported(statement);
    // what is exported is declared: there is no module that could want it
    if (declared !== statement) edits.push({ start, end: declared.start, text: newlines(script.slice(start, declared.start)) });
    switch (declared.type) {
      case 'ImportDeclaration': {
        const locals = declared.specifiers.map(({ local }) => local.name);
        names.push(...locals);
        edits.push({ start, end, text: `${before}${importCall(declared)};${newlines(script.slice(start, end))}` });
        break;
      }
      case 'VariableDeclaration':
        for (const { id } of declared.declarations) names.push(...namesIn(id));
        edits.push(...assignments(script, declared, before));
        break;
      case 'FunctionDeclaration':
        // it may be called above where it stands
        names.push(declared.id!.name);
        hoisted.push(`$scope.${declared.id!.name}=${declared.id!.name};`);
        break;
      case 'ClassDeclaration':
        names.push(declared.id!.name);
        edits.push({ start: declared.start, end: declared.start, text: `${before}void(${declared.id!.name}=` }, insert(declared.end, ');'));
        break;
      case 'ExpressionStatement':
        if (i === body.length - 1) edits.push(insert(start, `${before}return(`), insert(declared.expression.end, ')'));
        else edits.push(insert(start, before));
        break;
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
      case 'ExportDefaultDeclaration':
        throw new CellSyntaxError('A cell is no module: it can export nothing but declarations', lineAt(script, start));
      default:
        edits.push(insert(start, before));
    }
  }
  const code = `(async($scope,$statement,$import)=>{with($scope){${hoisted.join('')}${edited(script, edits)}\n}})\n//# sourceURL=${file}`;
  return { code, names };
}

const insert = (at: number, text: string): Edit => ({ start: at, end: at, text });
const newlines = (text: string) => text.replaceAll(/[^\n]/g, '');
const lineAt = (text: string, at: number) => text.slice(0, at).split('\n').length;

/** Keeps every line where it is. */
function strip(source: string): string {
  try {
    return transform(source, { transforms: ['typescript'], disableESTransforms: true, keepUnusedImports: true }).code;
  } catch (error) {
    throw syntaxError(error);
  }
}

function read(script: string) {
  try {
    return parse(script, { ecmaVersion: 'latest', sourceType: 'module', allowAwaitOutsideFunction: true });
  } catch (error) {
    throw syntaxError(error);
  }
}

/** Both parsers end their messages with the place. */
function syntaxError(error: unknown): CellSyntaxError {
  const { message } = error as Error;
  const [, text = message, line] = /^(?:Error transforming [^:]*: )?(.*?)\s*\((\d+):\d+\)$/.exec(message) ?? [];
  return new CellSyntaxError(text, Number(line ?? 1));
}

function exported(statement: AnyNode): AnyNode {
  return statement.type === 'ExportNamedDeclaration' && statement.declaration ? statement.declaration : statement;
}

/** `const a = 1, { b } = c` as assignments to names that are there already. */
function assignments(script: string, { kind, start, end, declarations }: VariableDeclaration, before: string): Edit[] {
  if (kind === 'using' || kind === 'await using')
    throw new CellSyntaxError(
      `"${kind}" stands in a block: at a cell's top level, what it declares outlives the cell`,
      lineAt(script, start),
    );
  const edits: Edit[] = [
    { start, end: declarations[0]!.start, text: `${before}void(${newlines(script.slice(start, declarations[0]!.start))}` },
  ];
  for (const one of declarations) edits.push(insert(one.start, '('), insert(one.end, one.init ? ')' : '=undefined)'));
  const last = declarations.at(-1)!.end;
  edits.push({ start: last, end, text: `);${newlines(script.slice(last, end))}` });
  return edits;
}

function importCall({ source, specifiers }: ImportDeclaration): string {
  const wanted = specifiers.map((one) => {
    if (one.type === 'ImportNamespaceSpecifier') return ['*', one.local.name];
    if (one.type === 'ImportDefaultSpecifier') return ['default', one.local.name];
    return [one.imported.type === 'Identifier' ? one.imported.name : String(one.imported.value), one.local.name];
  });
  return `await $import(${JSON.stringify(source.value)},${JSON.stringify(wanted)})`;
}

function namesIn(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((one) => namesIn(one.type === 'RestElement' ? one.argument : one.value));
    case 'ArrayPattern':
      return pattern.elements.flatMap((one) => (one === null ? [] : namesIn(one)));
    case 'RestElement':
      return namesIn(pattern.argument);
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'MemberExpression':
      return [];
  }
}

/** Of edits at one place, the first comes first. */
function edited(script: string, edits: readonly Edit[]): string {
  let text = '';
  let at = 0;
  for (const { start, end, text: inserted } of edits.toSorted((a, b) => a.start - b.start)) {
    text += script.slice(at, start) + inserted;
    at = end;
  }
  return text + script.slice(at);
}
