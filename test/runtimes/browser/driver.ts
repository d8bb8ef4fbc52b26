/** What a page says while it is open. */
export interface PageListener {
  /** It called `report` with this. */
  onReport(report: unknown): void;
  onConsole(text: string): void;
  /** An error that nobody caught. */
  onError(text: string): void;
  /** It is gone, and says nothing more. */
  onCrash(): void;
}

/** A browser that runs. */
export interface Driver {
  /** With its version. */
  readonly name: string;
  /** Opens a page that shares nothing with those that are open. @returns what closes it */
  open(address: string, listener: PageListener): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
