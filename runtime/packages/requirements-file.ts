import path from 'node:path';
import { InvalidFileError } from '../errors.ts';
import { readText } from './read-text.ts';
import { parseRequirement, type Requirement } from './requirement.ts';
import { join, noRequirements, type RequirementSet } from './requirement-set.ts';

interface Line {
  readonly text: string;
  /** From 1; of the first one, where lines are joined. */
  readonly line: number;
}

/**
 * Reads a requirements.txt, and the files that it names by `-r` and `-c`.
 *
 * @throws {InvalidFileError} with the file and the line
 */
export async function readRequirementsFile(file: string, opened: readonly string[] = []): Promise<RequirementSet> {
  const lines = logicalLines(await readText(file));
  let set = noRequirements;
  for (const { text, line } of lines) {
    try {
      set = join(set, await readLine(text, { file, line }, [...opened, path.resolve(file)]));
    } catch (cause) {
      if (cause instanceof InvalidFileError && cause.file !== file) throw cause;
      if (!(cause instanceof SyntaxError)) throw cause;
      throw new InvalidFileError(file, `line ${line}: ${cause.message}`, { cause });
    }
  }
  return set;
}

async function readLine(text: string, place: { file: string; line: number }, opened: readonly string[]): Promise<RequirementSet> {
  if (!text.startsWith('-')) return { ...noRequirements, requirements: [requirement(text, place)] };
  const [, option = '', value = ''] = /^(-[rcief](?=[^\s=])|-\w|--[\w-]+)\s*=?\s*(.*)$/.exec(text) ?? [];
  const needed = () => {
    if (value === '') throw new SyntaxError(`"${option}" has no value`);
    return value;
  };
  switch (option) {
    case '-r':
    case '--requirement':
      return nested(place, needed(), opened);
    case '-c':
    case '--constraint': {
      const { requirements, ...rest } = await nested(place, needed(), opened);
      return { ...rest, requirements: [], constraints: [...requirements, ...rest.constraints] };
    }
    case '-i':
    case '--index-url':
    case '--extra-index-url':
      if (!/^https?:$/.test(URL.canParse(needed()) ? new URL(value).protocol : ''))
        throw new SyntaxError(`"${option}" must be an http or https URL, is "${value}"`);
      return { ...noRequirements, indexUrls: [value] };
    case '--pre':
      return { ...noRequirements, pre: true };
    case '--only-binary':
    case '--prefer-binary':
      return noRequirements; // nothing else is ever used
    case '-e':
    case '--editable':
      throw new SyntaxError(`"${text}" is a folder with sources: only wheels can be used`);
    default:
      throw new SyntaxError(`option "${option || text}" is not supported`);
  }
}

function nested(place: { file: string }, named: string, opened: readonly string[]): Promise<RequirementSet> {
  const file = path.join(path.isAbsolute(named) ? '' : path.dirname(place.file), named);
  if (opened.includes(path.resolve(file))) throw new SyntaxError(`"${named}" includes itself`);
  return readRequirementsFile(file, opened);
}

function requirement(text: string, place: { file: string; line: number }): Requirement {
  const [written = '', ...options] = text.split(/\s+(?=--)/);
  const hashes = options.map((option) => {
    const [, digest] = /^--hash[=\s]\s*sha256:([0-9a-f]{64})$/i.exec(option.trim()) ?? [];
    if (digest === undefined) throw new SyntaxError(`"${option.trim()}" must be --hash=sha256: and 64 hexadecimal digits`);
    return digest.toLowerCase();
  });
  if (/^(?:git|hg|svn|bzr)\+/.test(written)) throw new SyntaxError(`"${written}" is a repository: only wheels can be used`);
  if (/^(?:\.{0,2}\/|https?:|file:)/.test(written)) throw new SyntaxError(`"${written}" has no name: write NAME @ URL`);
  return { ...parseRequirement(written), hashes, ...place };
}

/** Lines with a backslash at their end joined, and without comments. */
function logicalLines(text: string): Line[] {
  const lines: Line[] = [];
  let open: Line | undefined;
  for (const [i, physical] of text.split(/\r?\n/).entries()) {
    // a comment ends a line, also one that would go on
    const plain = physical.replace(/(?:^|\s)#.*$/, '');
    const { text: before, line } = open ?? { text: '', line: i + 1 };
    if (plain.endsWith('\\')) open = { text: `${before}${plain.slice(0, -1).trim()} `, line };
    else {
      lines.push({ text: `${before}${plain.trim()}`.trim(), line });
      open = undefined;
    }
  }
  if (open !== undefined) lines.push({ ...open, text: open.text.trim() });
  return lines.filter((each) => each.text !== '');
}
