import type { AnyNode, Class, Function as FunctionNode, Pattern } from 'acorn';
import { Scope } from './scope.ts';

/** Where a name is used: a variable's, `#private`, `this`, `super`, `arguments` or `new.target`. */
export interface Use {
  readonly name: string;
  readonly node: AnyNode;
  readonly scope: Scope;
}

// What every function but an arrow has of its own, and what every member of a class has.
const ofFunction = ['this', 'new.target', 'arguments'];
const ofMember = ['this', 'new.target', 'super'];

function childrenOf(node: AnyNode): AnyNode[] {
  const isNode = (value: unknown): value is AnyNode =>
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
  return (Object.values(node) as unknown[]).flat().filter(isNode);
}

/**
 * Reads a syntax tree by the scope rules of strict code (ECMA-262, 8.2 and 8.3): collects every use of a name with its
 * scope. Whether the scope sees the name is known when all is read, for declarations may follow their use.
 */
export class UseReader {
  readonly uses: Use[] = [];

  read(node: AnyNode, scope: Scope): void {
    const use = (name: string): void => {
      this.uses.push({ name, node, scope });
    };
    switch (node.type) {
      case 'Identifier':
        use(node.name);
        break;
      case 'PrivateIdentifier':
        use(`#${node.name}`);
        break;
      case 'ThisExpression':
        use('this');
        break;
      case 'Super':
        use('super');
        break;
      case 'MetaProperty':
        if (node.meta.name === 'new') use('new.target');
        break;
      case 'UnaryExpression':
        // `typeof name` is no error where there is no such name
        if (node.operator !== 'typeof' || node.argument.type !== 'Identifier') this.read(node.argument, scope);
        break;
      case 'MemberExpression':
        this.read(node.object, scope);
        if (node.computed || node.property.type === 'PrivateIdentifier') this.read(node.property, scope);
        break;
      case 'Property':
        if (node.computed) this.read(node.key, scope);
        this.read(node.value, node.method || node.kind !== 'init' ? new Scope(scope, ['super']) : scope);
        break;
      case 'LabeledStatement':
        this.read(node.body, scope);
        break;
      case 'BreakStatement':
      case 'ContinueStatement':
        break;
      case 'BlockStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        this.#readAll(childrenOf(node), new Scope(scope));
        break;
      case 'SwitchStatement':
        this.read(node.discriminant, scope);
        this.#readAll(node.cases, new Scope(scope));
        break;
      case 'CatchClause': {
        const inside = new Scope(scope);
        if (node.param) this.#bind(node.param, inside);
        this.read(node.body, inside);
        break;
      }
      case 'VariableDeclaration':
        for (const { id, init } of node.declarations) {
          this.#bind(id, scope, node.kind === 'var');
          if (init) this.read(init, scope);
        }
        break;
      case 'FunctionDeclaration':
        if (node.id) scope.declare(node.id.name);
        this.#readFunction(node, scope, ofFunction);
        break;
      case 'FunctionExpression':
        this.#readFunction(node, new Scope(scope, node.id ? [node.id.name] : []), ofFunction);
        break;
      case 'ArrowFunctionExpression':
        this.#readFunction(node, scope, []);
        break;
      case 'ClassDeclaration':
        if (node.id) scope.declare(node.id.name);
        this.#readClass(node, scope);
        break;
      case 'ClassExpression':
        this.#readClass(node, scope);
        break;
      default:
        this.#readAll(childrenOf(node), scope);
    }
  }

  #readAll(nodes: readonly AnyNode[], scope: Scope): void {
    for (const node of nodes) this.read(node, scope);
  }

  /** Declares the names of a pattern; its defaults and computed keys are uses. */
  #bind(pattern: Pattern, scope: Scope, isVar = false): void {
    switch (pattern.type) {
      case 'Identifier':
        if (isVar) scope.declareVar(pattern.name);
        else scope.declare(pattern.name);
        break;
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (property.type === 'Property' && property.computed) this.read(property.key, scope);
          this.#bind(property.type === 'Property' ? property.value : property, scope, isVar);
        }
        break;
      case 'ArrayPattern':
        for (const element of pattern.elements) if (element !== null) this.#bind(element, scope, isVar);
        break;
      case 'AssignmentPattern':
        this.#bind(pattern.left, scope, isVar);
        this.read(pattern.right, scope);
        break;
      case 'RestElement':
        this.#bind(pattern.argument, scope, isVar);
    }
  }

  #readFunction({ params, body }: FunctionNode, around: Scope, own: readonly string[]): void {
    // defaults of parameters see the parameters, not what the body declares
    const outside = new Scope(around, own);
    for (const parameter of params) this.#bind(parameter, outside);
    const inside = new Scope(outside, [], true);
    this.#readAll(body.type === 'BlockStatement' ? body.body : [body], inside);
  }

  #readClass({ id, superClass, body }: Class, around: Scope): void {
    const named = new Scope(around, id ? [id.name] : []);
    if (superClass) this.read(superClass, named);
    const inside = new Scope(named);
    for (const member of body.body) {
      if (member.type !== 'StaticBlock' && member.key.type === 'PrivateIdentifier') inside.declare(`#${member.key.name}`);
    }
    for (const member of body.body) {
      const own = new Scope(inside, ofMember, true);
      if (member.type === 'StaticBlock') {
        this.#readAll(member.body, own);
        continue;
      }
      if (member.computed) this.read(member.key, inside);
      if (member.value) this.read(member.value, own);
    }
  }
}
