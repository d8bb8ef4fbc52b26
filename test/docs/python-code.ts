import type { Program } from './page-code.ts';

const block = /^```python\n([\s\S]*?)^```$/gm;
const printed = /# prints (.+)$/gm;

/** Every block of Python on a page, each a program of its own, and what it says it prints. */
export function pythonPrograms(markdown: string): Omit<Program, 'extension'>[] {
  return Array.from(markdown.matchAll(block), ({ 1: text, index }) => ({
    line: markdown.slice(0, index).split('\n').length,
    text: text!,
    prints: Array.from(text!.matchAll(printed), ([, what]) => what!),
  }));
}
