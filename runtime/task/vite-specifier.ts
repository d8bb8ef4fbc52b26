/**
 * Undoes what Vite's transform for servers, vitest's too, makes of a relative specifier: a path from a root that it does
 * not tell. The root is the folder above the importing module below which both paths begin alike; where they do not, the
 * working directory, which it is by default.
 *
 * @param specifier `/src/sums.ts`, or `/@fs/home/sums.ts` for what lies outside of the root
 * @param from the URL of the importing module
 */
export function viteSpecifier(specifier: string, from: string): string {
  const prefix = '/@fs/';
  if (specifier.startsWith(prefix)) return new URL(`/${specifier.slice(prefix.length)}`, from).href;
  const folders = new URL(from).pathname.split('/').slice(1, -1);
  const wanted = specifier.split('/').slice(1, -1);
  let root: readonly string[] | undefined;
  let most = 0;
  for (let at = 0; at < folders.length; at++) {
    let alike = 0;
    while (alike < wanted.length && wanted[alike] === folders[at + alike]) alike++;
    if (alike <= most) continue;
    most = alike;
    root = folders.slice(0, at);
  }
  return new URL(`${root === undefined ? workingDirectory() : `/${root.join('/')}`}${specifier}`.replace('//', '/'), from).href;
}

function workingDirectory(): string {
  const { process } = globalThis as { readonly process?: { cwd(): string } };
  return process === undefined
    ? ''
    : process
        .cwd()
        .replaceAll('\\', '/')
        .replace(/^(?=[^/])/, '/');
}
