// Only has to compile: what packages.d.ts declares is what the modules behind it are.
import type * as actual from '../../host/packages/index.js';
import type * as declared from '../../packages.d.ts';

declare const modules: typeof actual;
export const check: typeof declared = modules;
declare const promised: typeof declared;
export const back: Pick<typeof actual, 'readLock' | 'verifyWheel' | 'layPackages'> = promised;
export const names: Record<keyof typeof actual, unknown> = promised;
