import type { Command } from 'commander';

/** What every file of runtime/cli exports. */
export interface CommandModule {
  command(): Command | Promise<Command>;
}
