import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { UsageError } from './support/exit.ts';

/** `<what>/<language>/`: what can be made is what is there. The build puts them beside the command line. */
const templates = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../dist/templates' : '../templates', import.meta.url));

interface NewOptions {
  readonly lang: string;
}

export function command(): Command {
  const program = new Command('new').description('Make a folder to begin with.');
  for (const what of names(templates)) {
    const languages = names(path.join(templates, what));
    program
      .command(`${what} <name>`)
      .description(`A folder for an ${what}: the contract's WIT, a build, one operation, and requests to test it with.`)
      .requiredOption('-l, --lang <language>', `what it is written in: ${languages.join(', ')}`)
      .addHelpText(
        'after',
        `\nExample:\n  polyray new ${what} filters --lang ${languages[0]} && cd filters && npm install && npx polyray build`,
      )
      .action((name: string, { lang }: NewOptions) => make(what, name, lang, languages));
  }
  return program;
}

function names(folder: string): string[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

function make(what: string, name: string, lang: string, languages: readonly string[]): void {
  if (!/^[a-z][a-z0-9-]{0,49}$/.test(name))
    throw new UsageError(`A name has up to 50 small letters, digits and "-", and begins with a letter; it is "${name}"`);
  if (!languages.includes(lang)) throw new UsageError(`There is no ${what} in "${lang}": there are ${languages.join(', ')}`);
  if (fs.existsSync(name)) throw new UsageError(`Cannot make "${name}": it is there already`);
  const from = path.join(templates, what, lang);
  for (const file of fs.readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    const source = path.join(from, file);
    if (!fs.statSync(source).isFile()) continue;
    // npm keeps no .gitignore in a package
    const target = path.join(name, file.replace(/(^|[\\/])gitignore$/, '$1.gitignore'));
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, fs.readFileSync(source, 'utf8').replaceAll('__NAME__', name));
  }
  console.log(`Made ${name}/. Next: cd ${name} && npm install && npx polyray build && npm test`);
}
