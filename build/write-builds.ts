import fs from 'node:fs';
import path from 'node:path';
import { writeChanged } from './cache.ts';
import type { BuiltVariant } from './context.ts';

const fileOf = (directory: string): string => path.join(directory, 'dist', 'builds.js');

/**
 * Writes `dist/builds.js`, from which a member's package knows what was built: every URL as bundlers find it.
 *
 * @param directory the member's folder
 * @param licence of what was built, where it is another than the manifest's
 * @returns its path
 */
export function writeBuilds(directory: string, variants: readonly BuiltVariant[], licence?: string): string {
  const url = (file: string): string => {
    const relative = path.relative(path.join(directory, 'dist'), file).replaceAll('\\', '/');
    return `new URL(${JSON.stringify(`./${relative}`)}, import.meta.url)`;
  };
  const builds = variants.map(({ features, file, glue, core }) => {
    const modules = core.map((each) => `\n      ${JSON.stringify(path.basename(each))}: ${url(each)},`);
    return [
      '  {',
      `    features: ${JSON.stringify(features)},`,
      `    glue: ${url(glue)},`,
      `    core: {${modules.join('')}\n    },`,
      `    component: ${url(file)},`,
      '  },\n',
    ].join('\n');
  });
  const other = licence === undefined ? '' : `export const licence = ${JSON.stringify(licence)};\n`;
  const text = `// Written by the build.\n/** @type {import('polyray').PackagedBuild[]} */\nexport const builds = [\n${builds.join('')}];\n${other}`;
  writeChanged(fileOf(directory), text);
  return fileOf(directory);
}

/** What was never built has no builds: its package can be imported, and the host says what is missing. */
export function writeNoBuilds(directory: string): void {
  if (!fs.existsSync(fileOf(directory))) writeBuilds(directory, []);
}
