import type { Command } from 'commander';

/** What every file of runtime/cli exports. */
export interface CommandModule {
  command(): Command | Promise<Command>;
  /** Changes the command line before it is parsed. */
  prepare?(args: readonly string[]): readonly string[];
}
