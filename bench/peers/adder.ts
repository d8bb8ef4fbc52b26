/** A peer that adds in worker threads. It is ready when it is there: its threads have started and answered. */
export interface Adder {
  add(a: number, b: number): Promise<number>;
  close(): Promise<void>;
}
