import fs from 'node:fs';
import path from 'node:path';

/** What states the version of the packages: themselves, and examples that depend on them. */
const statements: readonly (readonly [file: RegExp, statement: RegExp])[] = [
  [/^package\.json$/, /^( {2}"version": ")[^"]+(")/m],
  [/^components\/[^/]+\/package\.json$/, /^( {2}"version": ")[^"]+(")/m],
  [/^components\/[^/]+\/package\.json$/, /^( {4}"polyray": ")\d[^"]*(")/m],
  [/^examples\/[^/]+\/package(-lock)?\.json$/, /^(\s+"polyray(?:-[a-z]+)?": ")\d[^"]*(")/gm],
  [/^components\/[^/]+\/index\.js$/, /^( {2}version: ')[^']+(')/m],
  [
    /^components\/python-sealed\/guest\/polyray_sealed\/executor\.py$/,
    /^(def version[\s\S]*?return "|[\s\S]*?def version[\s\S]*?return ")[^"]+(")/,
  ],
];

/**
 * Gives all packages of a repository one version, wherever it is stated.
 *
 * @returns the files that changed
 * @throws {Error} for a file that states none
 */
export function setVersion(directory: string, version: string): string[] {
  const folders = (room: string) => fs.readdirSync(path.join(directory, room)).map((name) => `${room}/${name}`);
  const files = [
    'package.json',
    ...folders('components').flatMap((name) => [`${name}/package.json`, `${name}/index.js`]),
    ...folders('examples').flatMap((name) => [`${name}/package.json`, `${name}/package-lock.json`]),
    'components/python-sealed/guest/polyray_sealed/executor.py',
  ].filter((file) => fs.existsSync(path.join(directory, file)));
  return files.filter((file) => {
    const given = fs.readFileSync(path.join(directory, file), 'utf8');
    let text = given;
    for (const [where, statement] of statements) {
      if (!where.test(file)) continue;
      if (!statement.test(text)) throw new Error(`Cannot set the version of "${file}": it states none`);
      text = text.replace(statement, `$1${version}$2`);
    }
    if (text !== given) fs.writeFileSync(path.join(directory, file), text);
    return text !== given;
  });
}
