import { parse, TomlError } from 'smol-toml';
import { InvalidFileError } from '../errors.ts';
import { readText } from './read-text.ts';
import { parseRequirement } from './requirement.ts';
import { noRequirements, type RequirementSet } from './requirement-set.ts';

/**
 * What a script says of its packages in its `# /// script` block (PEP 723).
 *
 * @returns undefined where it has no such block
 * @throws {InvalidFileError} with the file and the line
 */
export async function readScriptMetadata(file: string): Promise<RequirementSet | undefined> {
  const block = scriptBlock(file, await readText(file));
  if (block === undefined) return undefined;
  const wrong = (line: number, message: string, cause?: unknown) => new InvalidFileError(file, `line ${line}: ${message}`, { cause });
  let metadata: Record<string, unknown>;
  try {
    metadata = parse(block.lines.join('\n'));
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const [said = ''] = cause.message.replace(/^Invalid TOML document: /, '').split('\n');
    throw wrong(block.first + cause.line - 1, said, cause);
  }
  const lineOf = (text: string) =>
    block.first +
    Math.max(
      0,
      block.lines.findIndex((line) => line.includes(text)),
    );
  const { dependencies = [], 'requires-python': requiresPython } = metadata;
  if (!Array.isArray(dependencies) || !dependencies.every((each) => typeof each === 'string'))
    throw wrong(lineOf('dependencies'), '"dependencies" must be a list of texts');
  if (requiresPython !== undefined && typeof requiresPython !== 'string')
    throw wrong(lineOf('requires-python'), '"requires-python" must be a text');
  const requirements = dependencies.map((written: string) => {
    const line = lineOf(written);
    try {
      return { ...parseRequirement(written), hashes: [], file, line };
    } catch (cause) {
      throw wrong(line, (cause as Error).message, cause);
    }
  });
  return { ...noRequirements, requirements, ...(requiresPython === undefined ? {} : { requiresPython }) };
}

/** The lines of the block as TOML, and the number of the first one. */
function scriptBlock(file: string, text: string): { readonly lines: string[]; readonly first: number } | undefined {
  const lines = text.split(/\r?\n/);
  const starts = lines.flatMap((line, i) => (/^# \/\/\/ script\s*$/.test(line) ? [i] : []));
  const [start, second] = starts;
  if (start === undefined) return undefined;
  const after = lines.slice(start + 1);
  const behind = after.findIndex((line) => !/^#(?: |$)/.test(line));
  const comment = behind < 0 ? after : after.slice(0, behind);
  // the block ends with the last such line of the comment
  const end = comment.findLastIndex((line) => /^# \/\/\/\s*$/.test(line));
  if (end < 0) throw new InvalidFileError(file, `line ${start + 1}: "# /// script" has no "# ///" that ends it`);
  if (second !== undefined && second > start + end + 1)
    throw new InvalidFileError(file, `line ${second + 1}: there is a second "# /// script"`);
  return { lines: comment.slice(0, end).map((line) => line.replace(/^# ?/, '')), first: start + 2 };
}
