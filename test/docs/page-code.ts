/** A program that a page shows: blocks of code that go on from each other. */
export interface Program {
  /** The line of the page on which its first block begins. */
  readonly line: number;
  readonly extension: 'ts' | 'mjs' | 'py';
  readonly text: string;
  /** The lines that it says it prints, in their order; "…" stands for anything. */
  readonly prints: readonly string[];
}

/** What a page of Markdown has of TypeScript, JavaScript and Python. */
export interface PageCode {
  /** Texts of modules by file name. */
  readonly modules: ReadonlyMap<string, string>;
  readonly programs: readonly Program[];
}

const block = /^```(ts|js|python)\n([\s\S]*?)^```$/gm;
const extensions = { ts: 'ts', js: 'mjs', python: 'py' } as const;
const moduleName = /^\/\/ ([\w-]+\.ts)\n/;
const printed = /(?:\/\/|#) prints (.+)$/gm;

/**
 * Every block belongs to something that runs: one that begins with a comment that is a file's name is that file; one that
 * begins with an import is a program; any other goes on with the program before it.
 *
 * @throws {Error} with the line of a block that belongs to nothing
 */
export function pageCode(markdown: string): PageCode {
  const modules = new Map<string, string>();
  const programs: Program[] = [];
  for (const { 1: language, 2: text, index } of markdown.matchAll(block)) {
    const line = markdown.slice(0, index).split('\n').length;
    const name = moduleName.exec(text!)?.[1];
    const prints = Array.from(text!.matchAll(printed), ([, what]) => what!);
    if (name !== undefined) modules.set(name, text!);
    else if (text!.startsWith('import '))
      programs.push({ line, extension: extensions[language as keyof typeof extensions], text: text!, prints });
    else {
      const last = programs.pop();
      if (last === undefined) throw new Error(`The code on line ${line} begins no program, and there is none before it`);
      programs.push({ ...last, text: `${last.text}\n${text}`, prints: [...last.prints, ...prints] });
    }
  }
  return { modules, programs };
}

/** Whether a program printed what its page says. */
export function printsAsSaid(output: string, { prints }: Pick<Program, 'prints'>): boolean {
  const lines = output.replace(/\n$/, '').split('\n');
  const literally = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const fits = (line: string, said: string) => new RegExp(`^${said.split('…').map(literally).join('.*')}$`).test(line);
  return lines.length === prints.length && lines.every((line, i) => fits(line, prints[i]!));
}
