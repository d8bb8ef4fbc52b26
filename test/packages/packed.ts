/** The folders of the packages that are published. */
export const packageFolders = ['.', 'components/cpp', 'components/ml', 'components/python'] as const;

/** A package as npm packs it. */
export interface Packed {
  readonly name: string;
  readonly tarball: string;
  /** Of the tarball. */
  readonly bytes: number;
  /** Paths in it. */
  readonly files: readonly string[];
}
