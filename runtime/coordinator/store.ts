import type { Failure, Id, Value } from './events.ts';
import { Recency } from './recency.ts';
import { Segments } from './segments.ts';
import type { Alarm, Block, Client, MemoryRequest, State, Waiter } from './state.ts';

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

/** How long after the first time clients are asked again to look for memory that they cannot see any more; then twice as long. */
const collectMs = 100;

/** All in bytes. */
export interface StoreUsage {
  readonly capacity: number;
  /** Given out, as slabs and buffers. */
  readonly used: number;
  /** Of it, by clients that still write there. */
  readonly written: number;
  /** Of it, by running tasks and leases. */
  readonly read: number;
  readonly onDisk: number;
  readonly spillBytes: number;
}

export type StoredValue = Extract<Value, { kind: 'stored' }>;

/**
 * The memory for objects: who may write where, who reads what, what goes to disk. Blocks are given out by it alone, and
 * taken back when no object is left in them and nobody reads or writes there any more.
 */
export class Store {
  readonly options: StoreOptions;
  readonly blocks = new Map<Id, Block>();
  /** Bytes given out. */
  used = 0;
  /** Bytes on disk, or on their way there. */
  onDisk = 0;
  readonly #state: State;
  readonly #segments: Segments;
  readonly #idle = new Recency<Block>();
  /** Who waits for memory, first come, first served. */
  #queue: MemoryRequest[] = [];
  /** Bytes that will be free when they are on disk. */
  #leaving = 0;
  #lastId = 0;
  /** Clients were asked to look for memory that they cannot see any more; when they are asked again. */
  readonly #shortage: Alarm = { at: Infinity, place: -1, of: 'shortage' };
  #collectMs = collectMs;

  constructor(state: State, options: StoreOptions) {
    this.#state = state;
    this.options = options;
    const slabs = Math.max(1, Math.min(options.slabsPerSegment, Math.floor(options.capacity / options.slabBytes)));
    this.#segments = new Segments(
      options.slabBytes,
      slabs,
      (bytes) => this.#map(bytes, true),
      (memory) => this.#unmap(memory),
    );
  }

  usage(): StoreUsage {
    let read = 0;
    let written = 0;
    for (const block of this.blocks.values()) {
      if (block.owner !== undefined) written += block.bytes;
      else if (block.where === 'memory' && (block.leases > 0 || block.pins > 0)) read += block.bytes;
    }
    const { capacity, spillBytes } = this.options;
    return { capacity, used: this.used, written, read, onDisk: this.onDisk, spillBytes };
  }

  // ---- writers

  alloc(client: Client, request: Id, bytes: number): void {
    const { slabBytes, capacity } = this.options;
    const slab = bytes <= slabBytes / 4;
    const size = slab ? slabBytes : bytes;
    if (size > capacity) this.#refuse(client, request, size);
    else if (this.#queue.length === 0 && this.used + size <= capacity) this.#grant(client, request, size, slab);
    else this.#wait(client, request, size, slab, undefined);
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

  /** Everything that a dead client had. */
  abandon(client: Client): void {
    for (const [block, count] of client.leases) {
      block.leases -= count;
      this.#update(block);
    }
    for (const block of client.blocks) {
      block.sealed = true;
      block.expected = 0;
      this.#update(block);
    }
    client.leases.clear();
  }

  /** Reads a block back for somebody, who hears of it through `state.returned`. */
  fetch(block: Block, waiter: Waiter): void {
    block.waiters.push(waiter);
    if (block.where === 'disk' && block.request === undefined) this.#wait(undefined, 0, block.bytes, block.slab, block);
  }

  // ---- disk

  spilled(id: Id, ok: boolean): void {
    const block = this.blocks.get(id);
    if (block?.where !== 'spilling') return;
    this.#leaving -= block.bytes;
    const wanted = block.leases > 0 || block.pins > 0;
    block.where = 'memory';
    if (ok && !wanted && block.live > 0) {
      this.#vacate(block);
      block.where = 'disk';
      this.pump();
      return;
    }
    block.unspillable = !ok;
    this.#forget(block);
    this.#update(block);
    this.pump();
  }

  restored(id: Id, ok: boolean): void {
    const block = this.blocks.get(id);
    if (block?.where !== 'restoring') return;
    this.#forget(block);
    if (ok) {
      block.where = 'memory';
      if (!block.slab) {
        this.blocks.delete(block.id);
        block.id = block.memory;
        this.blocks.set(block.id, block);
      }
    } else {
      this.#vacate(block);
      block.where = 'lost';
    }
    this.#state.returned.push({ block, waiters: block.waiters, failure: undefined });
    block.waiters = [];
    this.#update(block);
    this.pump();
  }

  // ---- requests

  /** It waited too long. */
  expire(request: MemoryRequest): void {
    const { client, block } = request;
    this.cancel(request);
    if (block !== undefined) {
      block.request = undefined;
      this.#state.returned.push({ block, waiters: block.waiters, failure: this.#full(block.bytes) });
      block.waiters = [];
    } else {
      client!.requests.delete(request.request);
      this.#refuse(client!, request.request, request.bytes);
    }
    this.pump();
  }

  /** Nobody wants it any more. */
  cancel(request: MemoryRequest): void {
    request.over = true;
    this.#state.alarms.remove(request.alarm!);
  }

  /** Serves who can be served, and makes room for the rest. */
  pump(): void {
    let at = 0;
    for (; at < this.#queue.length; at++) {
      const request = this.#queue[at]!;
      if (request.over) continue;
      if (this.used + request.bytes > this.options.capacity) break;
      this.cancel(request);
      if (request.block !== undefined) {
        this.#restore(request.block);
      } else {
        request.client!.requests.delete(request.request);
        this.#grant(request.client!, request.request, request.bytes, request.slab);
      }
    }
    if (at > 0) this.#queue = this.#queue.slice(at);
    if (this.#queue.length > 0) {
      this.#spill();
    } else {
      this.#collectMs = collectMs;
      if (this.#shortage.place >= 0) this.#state.alarms.remove(this.#shortage);
    }
  }

  #wait(client: Client | undefined, request: Id, bytes: number, slab: boolean, block: Block | undefined): void {
    const one: MemoryRequest = { kind: 'memory', client, request, bytes, slab, block, alarm: undefined, over: false };
    one.alarm = { at: this.#state.now + this.options.fullTimeoutMs, place: -1, of: one };
    this.#state.alarms.add(one.alarm);
    if (block !== undefined) block.request = one;
    else client!.requests.set(request, one);
    this.#queue.push(one);
    this.pump();
  }

  #spill(): void {
    let wanted = this.used - this.#leaving - this.options.capacity;
    for (const { bytes, over } of this.#queue) if (!over) wanted += bytes;
    for (let block = this.#idle.oldest; block !== undefined && wanted > 0; block = this.#idle.oldest) {
      if (this.onDisk + block.bytes > this.options.spillBytes) break;
      this.#idle.remove(block);
      block.where = 'spilling';
      wanted -= block.bytes;
      this.#leaving += block.bytes;
      this.onDisk += block.bytes;
      const { id, memory, offset, bytes } = block;
      this.#state.actions.push({ type: 'spill', block: id, memory, offset, bytes });
    }
    if (wanted > 0 && this.#shortage.place < 0) this.#collect();
  }

  /** A view is given back when it was found to be garbage; nobody looks for that while memory is short here alone. */
  #collect(): void {
    for (const { id, leases } of this.#state.clients.values()) {
      for (const { slab } of leases.keys()) {
        if (slab) continue;
        this.#state.actions.push({ type: 'collect', client: id });
        break;
      }
    }
    this.#shortage.at = this.#state.now + this.#collectMs;
    this.#collectMs *= 2;
    this.#state.alarms.add(this.#shortage);
  }

  // ---- blocks

  #grant(client: Client, request: Id, bytes: number, slab: boolean): void {
    const place = this.#occupy(slab, bytes);
    const block: Block = {
      id: slab ? ++this.#lastId : place.memory,
      bytes,
      slab,
      memory: place.memory,
      offset: place.offset,
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
    this.#state.actions.push({ type: 'grant', client: client.id, request, block: block.id, ...place, bytes });
  }

  #refuse(client: Client, request: Id, bytes: number): void {
    const failure = this.#full(bytes);
    this.#state.actions.push({ type: 'grant', client: client.id, request, block: 0, memory: 0, offset: 0, bytes, failure });
  }

  #full(bytes: number): Failure {
    const { capacity, used, written, read, onDisk, spillBytes } = this.usage();
    const figures = `${used} of ${capacity} bytes are in use, ${read} of them being read and ${written} being written`;
    const disk = spillBytes > 0 ? `, ${onDisk} of ${spillBytes} on disk` : '';
    return { kind: 'store-full', message: `Cannot find ${bytes} bytes in the object store: ${figures}${disk}` };
  }

  #restore(block: Block): void {
    const place = this.#occupy(block.slab, block.bytes);
    block.request = undefined;
    block.memory = place.memory;
    block.offset = place.offset;
    block.where = 'restoring';
    this.#state.actions.push({ type: 'restore', block: block.id, ...place, bytes: block.bytes });
  }

  #occupy(slab: boolean, bytes: number): { memory: Id; offset: number } {
    this.used += bytes;
    return slab ? this.#segments.take() : { memory: this.#map(bytes, false), offset: 0 };
  }

  #vacate(block: Block): void {
    this.used -= block.bytes;
    if (block.slab) this.#segments.give(block);
    else this.#unmap(block.memory);
  }

  #forget(block: Block): void {
    this.onDisk -= block.bytes;
    this.#state.actions.push({ type: 'forget', block: block.id });
  }

  #map(bytes: number, segment: boolean): Id {
    const memory = ++this.#lastId;
    this.#state.actions.push({ type: 'map', memory, bytes, segment });
    return memory;
  }

  #unmap(memory: Id): void {
    this.#state.actions.push({ type: 'unmap', memory });
  }

  /** After every change: it may have become free, or fit to be spilled. */
  #update(block: Block): void {
    if (block.owner !== undefined && block.sealed && block.published >= block.expected) {
      block.owner.blocks.delete(block);
      block.owner = undefined;
    }
    const idle = block.owner === undefined && block.pins === 0 && block.leases === 0;
    const { where } = block;
    if (idle && block.live === 0 && where !== 'spilling' && where !== 'restoring') {
      if (block.listed) this.#idle.remove(block);
      this.blocks.delete(block.id);
      if (where === 'disk') this.#forget(block);
      if (block.request !== undefined) this.cancel(block.request);
      if (where === 'memory') this.#vacate(block);
      if (this.#queue.length > 0) this.pump();
      return;
    }
    const spillable = idle && where === 'memory' && !block.unspillable && this.options.spillBytes > 0;
    if (spillable === block.listed) return;
    if (spillable) this.#idle.add(block);
    else this.#idle.remove(block);
    if (spillable && this.#queue.length > 0) this.pump();
  }
}
