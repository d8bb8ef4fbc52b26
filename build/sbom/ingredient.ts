/** Something by others that a package contains, or brings along. */
export interface Ingredient {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly licence: string;
  /** A package URL. */
  readonly purl: string;
  /**
   * `contained`: its code is in what is published, bundled, linked or copied; `dependency`: npm installs it beside. `tool`:
   * what is published was made by it.
   */
  readonly how: 'contained' | 'dependency' | 'tool';
  /** Which part of it, where it is not all. */
  readonly part?: string;
  /** The option of the executor's that leaves it out. */
  readonly option?: string;
  /** Copyright notices, as its own licence files have them. */
  readonly copyright?: readonly string[];
  /** Its own licence files' text; otherwise the text that SPDX has for its licence. */
  readonly text?: string;
  /** SHA-512 or SHA-256 of what it is fetched as, in hexadecimal. */
  readonly hash?: { readonly algorithm: 'SHA-256' | 'SHA-512'; readonly hex: string };
}

/** A package that is published, and what is in it. */
export interface Published {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly description: string;
  /** From the root. */
  readonly folder: string;
  readonly ingredients: readonly Ingredient[];
}

export const byName = (a: { readonly name: string; readonly version: string }, b: typeof a): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : a.version > b.version ? 1 : 0;
