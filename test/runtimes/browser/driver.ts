/** What a page says while it is open. */
export interface PageListener {
  /** It called `report` with this. */
  onReport(report: unknown): void;
  /** @param level `error`, `warn` and others, as the browser calls them */
  onConsole(text: string, level: string): void;
  /** An error that nobody caught. */
  onError(text: string): void;
  /** It is gone, and says nothing more. */
  onCrash(why: string): void;
}

/** A page that is open. */
export interface OpenedPage {
  /** @returns what an expression is worth in the page, as far as JSON can tell */
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

/** A browser that runs. */
export interface Driver {
  /** With its version. */
  readonly name: string;
  /** A script that its pages must begin with, so that they can be heard. */
  readonly prologue?: string;
  /** Opens a page that shares nothing with those that are open. */
  open(address: string, listener: PageListener): Promise<OpenedPage>;
  close(): Promise<void>;
}
