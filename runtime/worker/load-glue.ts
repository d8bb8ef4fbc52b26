import type { Instantiate } from '../executor/direct/component-instance.ts';
import type { Glue } from './protocol.ts';

/**
 * What a component's glue exports. From its text it is a function, which goes when nobody holds it: modules stay as long as
 * their thread. Where a page forbids code from text (`script-src` without `unsafe-eval`) it is a module behind a `blob:`
 * URL, which the page has to allow.
 */
export async function loadGlue(glue: Glue): Promise<Instantiate> {
  if (typeof glue === 'string') return instantiateOf(await import(/* webpackIgnore: true */ /* @vite-ignore */ glue));
  // a module's text: its exports are declarations, and it imports nothing
  const code = `'use strict';${glue.code.replaceAll(/^export /gm, '')}\nreturn { instantiate };`;
  let make: () => unknown;
  try {
    make = new Function(code) as () => unknown;
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return loadModule(glue.code);
  }
  return instantiateOf(make());
}

async function loadModule(code: string): Promise<Instantiate> {
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  try {
    return instantiateOf(await import(/* webpackIgnore: true */ /* @vite-ignore */ url));
  } catch (cause) {
    const wants = "glue is code, and the page's Content-Security-Policy allows none: its script-src needs blob:";
    throw new Error(wants, { cause });
  } finally {
    URL.revokeObjectURL(url);
  }
}

function instantiateOf(module: unknown): Instantiate {
  return (module as { instantiate: Instantiate }).instantiate;
}
