import { Dependency } from './dependency.ts';
import { Extension, extension } from './extensions.ts';
import { indexExtension } from './leaf-extensions.ts';

/** Passes extensions through as they are: what they mean is decided before and after. */
export const passExtensions = {
  tryToEncode: (value: unknown): Extension | null => {
    if (value instanceof Extension) return value;
    return value instanceof Dependency ? indexExtension(extension.dependency, value.index) : null;
  },
  decode: (data: Uint8Array, type: number): Extension => new Extension(type, data),
};
