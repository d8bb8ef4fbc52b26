// @ts-check

/**
 * Whether a release is one that a specifier of PEP 440 allows: `>=3.10,<4`, `~=3.12`, `!=3.13.*`.
 *
 * @param {string} specifier Empty allows every one.
 * @param {string} version A release without a suffix: `3.14.2`.
 * @returns {boolean}
 * @throws {SyntaxError} with the clause that is none
 */
export function allowsVersion(specifier, version) {
  const clauses = specifier.split(',').map((clause) => clause.trim());
  // every clause is read, also behind one that already says no
  return clauses.map((clause) => clause === '' || allows(clause, release(version))).every(Boolean);
}

/**
 * @param {string} clause
 * @param {number[]} version
 */
function allows(clause, version) {
  const [, operator = '', text = '', star] =
    /^(===|~=|[=!<>]=|<|>)\s*v?(\d+(?:\.\d+)*)(?:(?:a|b|rc|\.post|\.dev)\d+)?(\.\*)?$/.exec(clause) ?? [];
  if (operator === '' || (star !== undefined && operator !== '==' && operator !== '!='))
    throw new SyntaxError(`"${clause}" is no version specifier`);
  const wanted = release(text);
  const sameStart = (/** @type {number} */ length) => wanted.slice(0, length).every((part, i) => (version[i] ?? 0) === part);
  const order = compare(version, wanted);
  switch (operator) {
    case '~=':
      if (wanted.length < 2) throw new SyntaxError(`"${clause}" is no version specifier: ~= needs two numbers`);
      return order >= 0 && sameStart(wanted.length - 1);
    case '==':
      return star === undefined ? order === 0 : sameStart(wanted.length);
    case '!=':
      return star === undefined ? order !== 0 : !sameStart(wanted.length);
    case '===':
      return order === 0;
    case '<=':
      return order <= 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    default:
      return order > 0;
  }
}

/** @param {string} text */
function release(text) {
  return text.split('.').map(Number);
}

/**
 * @param {number[]} a
 * @param {number[]} b
 */
function compare(a, b) {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
