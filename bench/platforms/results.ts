/** What `results.json` holds: the figures of one run of `npm run bench -- platforms --record`. */
export interface PlatformResults {
  /** Year, month and day. */
  readonly date: string;
  readonly machine: {
    readonly cores: number;
    readonly processor: string;
    readonly system: string;
    /** The mean of what wanted to run over the last five minutes, this included, when the run ended. */
    readonly load: number;
  };
  /** The figures are the medians of so many. */
  readonly rounds: number;
  readonly platforms: readonly {
    readonly name: string;
    readonly version: string;
    /** By what was done: of one task, one put and get, one call. */
    readonly medianMs: Readonly<Record<string, number>>;
  }[];
}
