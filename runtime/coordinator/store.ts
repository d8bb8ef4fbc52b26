import { Disk } from './disk.ts';
import type { Action, Failure, Id, Value } from './events.ts';
import { IdMap } from './id-map.ts';
import { MemoryQueue } from './memory-queue.ts';
import { MemorySpace } from './memory-space.ts';
import type { Block, Client, MemoryRequest, State, Waiter } from './state.ts';

export interface StoreOptions {
  /** For blocks that are given out. */
  readonly capacity: number;
  /** Objects of more than a quarter of it get a buffer of their own. */
  readonly slabBytes: number;
  readonly slabsPerSegment: number;
  /** On disk; 0 for none. */
  readonly spillBytes: number;
  /** How long a request waits for memory before it fails. */
  readonly fullTimeoutMs: number;
}

export type StoredValue = Extract<Value, { kind: 'stored' }>;

/**
 * The memory for objects: who may write where, who reads what, what goes to disk. Blocks are given out by it alone, and
 * taken back when no object is left in them and nobody reads or writes there any more.
 */
export class Store {
  readonly options: StoreOptions;
  readonly blocks = new IdMap<Block>();
  readonly #state: State;
  readonly #space: MemorySpace;
  readonly #disk: Disk;
  readonly #queue: MemoryQueue;

  constructor(state: State, options: StoreOptions) {
    this.#state = state;
    this.options = options;
    const act = (action: Action): void => {
      state.actions.push(action);
    };
    this.#space = new MemorySpace(options.capacity, options.slabBytes, options.slabsPerSegment, act);
    this.#disk = new Disk(options.spillBytes, act);
    this.#queue = new MemoryQueue(state, options.fullTimeoutMs);
  }

  /** Bytes given out. */
  get used(): number {
    return this.#space.used;
  }

  /** Bytes on disk, or on their way there. */
  get onDisk(): number {
    return this.#disk.used;
  }

  // ---- writers

  alloc(client: Client, request: Id, bytes: number): void {
    const { slabBytes, capacity } = this.options;
    const slab = bytes <= slabBytes / 4;
    const size = slab ? slabBytes : bytes;
    if (size > capacity) this.#refuse(client, request, size);
    else if (this.#queue.empty && this.#space.fits(size)) this.#grant(client, request, size, slab);
    else {
      this.#queue.add(client, request, size, slab, undefined);
      this.pump();
    }
  }

  /** @param objects How many the client wrote there; it may have sent them or not. */
  seal(client: Client, id: Id, objects: number | undefined): void {
    const block = this.blocks.get(id);
    if (block === undefined || block.owner !== client || block.sealed) return;
    block.sealed = true;
    block.expected = objects ?? (block.slab ? 0 : 1);
    this.#update(block);
  }

  /** One more object is there; undefined when the store knows no such block. */
  attach(value: StoredValue): Block | undefined {
    const block = this.blocks.get(value.block);
    if (block === undefined) return undefined;
    block.live++;
    block.published++;
    this.#update(block);
    return block;
  }

  /** The object is there no more. */
  detach(block: Block): void {
    block.live--;
    this.#update(block);
  }

  /** An object that came too late: nobody will see it. */
  discard(value: Value): void {
    if (value.kind === 'stored') {
      const block = this.attach(value);
      if (block !== undefined) this.detach(block);
    }
  }

  // ---- readers

  lease(client: Client, block: Block): void {
    block.leases++;
    client.leases.set(block, (client.leases.get(block) ?? 0) + 1);
    this.#update(block);
  }

  unlease(client: Client, id: Id, count: number): void {
    const block = this.blocks.get(id);
    const held = block && client.leases.get(block);
    if (block === undefined || held === undefined) return;
    const given = Math.min(held, count);
    if (given === held) client.leases.delete(block);
    else client.leases.set(block, held - given);
    block.leases -= given;
    this.#update(block);
  }

  pin(block: Block): void {
    block.pins++;
    this.#update(block);
  }

  unpin(block: Block): void {
    block.pins--;
    this.#update(block);
  }

  /** What a dead client read. */
  abandon(client: Client): void {
    for (const [block, count] of client.leases) {
      block.leases -= count;
      this.#update(block);
    }
    client.leases.clear();
  }

  /** Where a dead client wrote. */
  takeBack(client: Client): void {
    for (const block of client.blocks) {
      block.sealed = true;
      block.expected = 0;
      this.#update(block);
    }
  }

  /** Reads a block back for somebody, who hears of it through `state.returned`. */
  fetch(block: Block, waiter: Waiter): void {
    block.waiters.push(waiter);
    if (block.where !== 'disk' || block.request !== undefined) return;
    this.#queue.add(undefined, 0, block.bytes, block.slab, block);
    this.pump();
  }

  // ---- disk

  spilled(id: Id, ok: boolean): void {
    const block = this.blocks.get(id);
    if (block?.where !== 'spilling') return;
    this.#disk.leaving -= block.bytes;
    if (ok && block.live > 0 && block.leases === 0 && block.pins === 0) {
      this.#space.vacate(block);
      block.where = 'disk';
    } else {
      block.where = 'memory';
      block.unspillable = !ok;
      this.#disk.forget(block);
      this.#update(block);
    }
    this.pump();
  }

  restored(id: Id, ok: boolean): void {
    const block = this.blocks.get(id);
    if (block?.where !== 'restoring') return;
    this.#disk.forget(block);
    block.where = ok ? 'memory' : 'lost';
    if (!ok) this.#space.vacate(block);
    else if (!block.slab) {
      this.blocks.delete(block.id);
      block.id = block.memory;
      this.blocks.set(block.id, block);
    }
    this.#tell(block, undefined);
    this.#update(block);
    this.pump();
  }

  #tell(block: Block, failure: Failure | undefined): void {
    this.#state.returned.add({ waiters: block.waiters, failure });
    block.waiters = [];
  }

  // ---- requests

  /** It waited too long. */
  expire(request: MemoryRequest): void {
    const { client, block, bytes } = request;
    this.#queue.close(request);
    if (block !== undefined) this.#tell(block, this.#full(bytes));
    else this.#refuse(client!, request.request, bytes);
    this.pump();
  }

  /** Nobody wants it any more. */
  cancel(request: MemoryRequest): void {
    this.#queue.close(request);
    this.pump();
  }

  /** Serves who can be served, and makes room for the rest. */
  pump(): void {
    if (this.#queue.empty) return;
    this.#queue.serve(
      (bytes) => this.#space.fits(bytes),
      ({ client, request, bytes, slab, block }) => {
        if (block === undefined) this.#grant(client!, request, bytes, slab);
        else this.#restore(block);
      },
    );
    if (this.#queue.empty) return;
    const missing = this.#space.used - this.#disk.leaving - this.#space.capacity + this.#queue.wanted;
    if (this.#disk.write(missing) > 0) this.#queue.askToCollect();
  }

  // ---- blocks

  #grant(client: Client, request: Id, bytes: number, slab: boolean): void {
    const { memory, offset } = this.#space.occupy(slab, bytes);
    const block: Block = {
      id: slab ? this.#space.newId() : memory,
      bytes,
      slab,
      memory,
      offset,
      where: 'memory',
      owner: client,
      sealed: false,
      expected: 0,
      published: 0,
      live: 0,
      pins: 0,
      leases: 0,
      unspillable: false,
      waiters: [],
      request: undefined,
      listed: false,
      older: undefined,
      newer: undefined,
    };
    this.blocks.set(block.id, block);
    client.blocks.add(block);
    this.#state.actions.push({ type: 'grant', client: client.id, request, block: block.id, memory, offset, bytes });
  }

  #refuse(client: Client, request: Id, bytes: number): void {
    const failure = this.#full(bytes);
    this.#state.actions.push({ type: 'grant', client: client.id, request, block: 0, memory: 0, offset: 0, bytes, failure });
  }

  #full(bytes: number): Failure {
    let read = 0;
    let written = 0;
    for (const block of this.blocks.values()) {
      if (block.owner !== undefined) written += block.bytes;
      else if (block.where === 'memory' && (block.leases > 0 || block.pins > 0)) read += block.bytes;
    }
    const { capacity, spillBytes } = this.options;
    const figures = `${this.used} of ${capacity} bytes are in use, ${read} of them being read and ${written} being written`;
    const disk = spillBytes > 0 ? `, ${this.onDisk} of ${spillBytes} on disk` : '';
    return { kind: 'store-full', message: `Cannot find ${bytes} bytes in the object store: ${figures}${disk}` };
  }

  #restore(block: Block): void {
    const { memory, offset } = this.#space.occupy(block.slab, block.bytes);
    block.memory = memory;
    block.offset = offset;
    block.where = 'restoring';
    this.#state.actions.push({ type: 'restore', block: block.id, memory, offset, bytes: block.bytes });
  }

  /** After every change: it may have become free, or fit to be spilled. */
  #update(block: Block): void {
    if (block.owner !== undefined && block.sealed && block.published >= block.expected) {
      block.owner.blocks.delete(block);
      block.owner = undefined;
    }
    const { where } = block;
    const idle = block.owner === undefined && block.pins === 0 && block.leases === 0;
    const free = idle && block.live === 0 && where !== 'spilling' && where !== 'restoring';
    const mayGo = idle && !free && where === 'memory' && !block.unspillable && this.options.spillBytes > 0;
    this.#disk.list(block, mayGo);
    if (free) this.#free(block);
    if (free || mayGo) this.pump();
  }

  #free(block: Block): void {
    this.blocks.delete(block.id);
    if (block.where === 'memory') this.#space.vacate(block);
    if (block.where === 'disk') this.#disk.forget(block);
    if (block.request !== undefined) this.#queue.close(block.request);
    // its object was deleted while somebody waited for it
    if (block.waiters.length > 0) this.#tell(block, undefined);
  }
}
