import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../build/members.ts';
import { projectFiles } from '../../build/project-files.ts';

const pages = projectFiles('*.md');

const textOf = (page: string) => fs.readFileSync(path.join(root, page), 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '');

/** The names under which headings can be linked to, as GitHub makes them. */
function anchors(page: string): string[] {
  return Array.from(textOf(page).matchAll(/^#+ (.+)$/gm), ([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('the links of every page lead somewhere', () => {
  const links = pages.flatMap((page) =>
    Array.from(textOf(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g), ([, file, anchor]) => ({ page, file: file!, anchor })),
  );
  expect(links.length).toBeGreaterThan(60);
  const dead = links.filter(({ page, file, anchor }) => {
    const target = file === '' ? page : path.join(path.dirname(page), file);
    if (!fs.existsSync(path.join(root, target))) return true;
    return anchor !== undefined && !anchors(target).includes(anchor);
  });
  expect(dead).toEqual([]);
});
