/** Ends what a part has running: its runtime, its timers, its listeners. */
export type Unmount = () => void | Promise<void>;

/** What the `main.ts` of a part's folder exports. */
export interface Part {
  /** Shows the part in an empty element. */
  mount(element: HTMLElement): Promise<Unmount>;
}
