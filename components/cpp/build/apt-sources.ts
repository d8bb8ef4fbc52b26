import fs from 'node:fs';
import path from 'node:path';

/** One-line format: `deb [options] uri suite components`, as deb-src. */
function fromList(text: string): string[] {
  return [...text.matchAll(/^[ \t]*deb(?:-src)?[ \t]+(\S.*)$/gm)].map(([, rest]) => `deb-src ${rest!.trim()}`);
}

/** The fields of a deb822 stanza, their names in lower case, continuation lines joined. */
function fieldsOf(stanza: string): Map<string, string> {
  const fields = new Map<string, string>();
  let last: string | undefined;
  for (const line of stanza.split('\n')) {
    const [, name, value] = /^([A-Za-z-]+):[ \t]*(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) {
      last = name.toLowerCase();
      fields.set(last, value);
    } else if (last !== undefined && /^[ \t]+[^ \t#]/.test(line)) {
      fields.set(last, `${fields.get(last)} ${line.trim()}`.trim());
    }
  }
  return fields;
}

/** deb822 format. A key that is written into the file itself has no one-line form: such a stanza then relies on apt's own keyrings. */
function fromDeb822(text: string): string[] {
  return text.split(/\n[ \t]*\n/).flatMap((stanza) => {
    const fields = fieldsOf(stanza);
    const uris = fields.get('uris');
    const suites = fields.get('suites');
    if (uris === undefined || suites === undefined || /^(no|false|off|0)$/i.test(fields.get('enabled') ?? 'yes')) return [];
    const key = fields.get('signed-by');
    const options = key?.startsWith('/') ? `[signed-by=${key}] ` : '';
    // a suite that ends in a slash is a path and has no components
    const ends = (suite: string): string => (suite.endsWith('/') ? suite : `${suite} ${fields.get('components') ?? 'main'}`);
    return uris.split(/\s+/).flatMap((uri) => suites.split(/\s+/).map((suite) => `deb-src ${options}${uri} ${ends(suite)}`));
  });
}

/** The source-package lines that belong to the machine's own package sources, each once. @param etc apt's configuration folder */
export function aptSourceLines(etc = '/etc/apt'): string[] {
  const folder = path.join(etc, 'sources.list.d');
  const parts = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
  const files = [path.join(etc, 'sources.list'), ...parts.map((name) => path.join(folder, name))];
  const lines = files
    .filter((file) => /\.(list|sources)$/.test(file) && fs.existsSync(file))
    .flatMap((file) => (file.endsWith('.list') ? fromList : fromDeb822)(fs.readFileSync(file, 'utf8')));
  return [...new Set(lines)];
}
