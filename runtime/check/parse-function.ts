import { type Expression, getLineInfo, type Options, parse } from 'acorn';

/** A function, method or class out of its text. */
export interface ParsedFunction {
  readonly root: Expression;
  /** What names a method in brackets: `[Symbol.iterator]() {}`. */
  readonly computedKey?: Expression;
}

// What arrow functions and methods take from around them (`new.target`, `super`, `#private`) is not refused here but
// reported by name later; `import.meta` is no error in a script this way.
const options: Options = {
  ecmaVersion: 'latest',
  sourceType: 'commonjs',
  strict: true,
  allowImportExportEverywhere: true,
  allowSuperOutsideMethod: true,
  checkPrivateFields: false,
  locations: true,
  // what stands before the text has a line of its own
  startLocation: { line: 0, column: 0 },
};

interface Form {
  readonly before: string;
  readonly after: string;
  readonly pick: (expression: Expression) => ParsedFunction | undefined;
}

const forms: readonly Form[] = [
  {
    before: '(\n',
    after: '\n)',
    pick: (root) => {
      const isFunction = ['ArrowFunctionExpression', 'FunctionExpression', 'ClassExpression'].includes(root.type);
      // an arrow function that begins with our bracket is not in the text
      return isFunction && root.start > 0 ? { root } : undefined;
    },
  },
  // a method is an expression only inside an object
  {
    before: '({\n',
    after: '\n})',
    pick: (object) => {
      if (object.type !== 'ObjectExpression' || object.properties.length !== 1) return undefined;
      const [member] = object.properties;
      if (member?.type !== 'Property' || !(member.method || member.kind !== 'init')) return undefined;
      return { root: member.value, ...(member.computed ? { computedKey: member.key } : {}) };
    },
  },
];

/**
 * Parses what `toString` gives of a function, as strict code, which modules and classes are.
 * @throws SyntaxError where it is not the text of one function, method or class
 */
export function parseFunction(text: string): ParsedFunction {
  let message = 'It is not the text of one function or class';
  let furthest = -1;
  for (const { before, after, pick } of forms) {
    try {
      const { body } = parse(before + text + after, options);
      const [statement] = body;
      const picked = body.length === 1 && statement?.type === 'ExpressionStatement' ? pick(statement.expression) : undefined;
      if (picked !== undefined) return picked;
    } catch (error) {
      const failure = error as SyntaxError & { readonly pos: number };
      const at = Math.min(failure.pos - before.length, text.length);
      // the form that makes sense of more of the text is the one that was meant
      if (at <= furthest) continue;
      furthest = at;
      const { line, column } = getLineInfo(text, at);
      message = `${failure.message.replace(/ \(\d+:\d+\)$/, '')} (line ${line}, column ${column + 1})`;
    }
  }
  throw new SyntaxError(message);
}
