import { type Handles, Resource } from '../resource.ts';
import type { Awaited, Waiter } from '../waiter.ts';

/** `wasi:io/poll` pollable. */
export class Pollable extends Resource {
  readonly awaited: Awaited;
  readonly waiter: Waiter;

  constructor(handles: Handles, waiter: Waiter, awaited: Awaited) {
    super(handles);
    this.waiter = waiter;
    this.awaited = awaited;
  }

  ready(): boolean {
    return this.awaited.ready();
  }

  block(): void {
    this.waiter.wait([this.awaited]);
  }
}
