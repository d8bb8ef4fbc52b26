/** Small pages stay; a page that one large message made grow is given back. */
const keptWords = 8192;
/** Below this length a loop is faster than the engine's own copy. */
const loopedBytes = 64;
/** How many arguments every engine takes. */
const spreadUnits = 4096;
/** Texts up to this length are kept for when they come again, as names do: finding one is cheaper than making it. */
const keptUnits = 128;
/** Places for them; a power of two. */
const keptTexts = 64;
/** Not frozen, which would make it slower to walk through. */
const noNumbers: readonly never[] = [];

/**
 * Private memory in which messages are written and read: a row of 8-byte words and a cursor. Every field starts at a word,
 * so that numbers are aligned; whoever reads asks for the fields in the order in which they were written.
 */
export class Page {
  /** The next word to write or to read. */
  at = 0;
  #doubles!: Float64Array;
  #ints!: Int32Array;
  #units!: Uint16Array;
  #bytes!: Uint8Array;
  readonly #texts = new Array<string>(keptTexts).fill('');

  constructor(memory: ArrayBuffer = new ArrayBuffer(1024)) {
    this.#use(memory);
  }

  /** The same memory as pairs of 32-bit integers, two to a word. Another one after `reserve`. */
  get ints(): Int32Array {
    return this.#ints;
  }

  /** The same memory as bytes. Another one after `reserve`. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** How many words there are. */
  get words(): number {
    return this.#doubles.length;
  }

  /** Back to the first word. */
  rewind(): void {
    this.at = 0;
    if (this.#doubles.length > keptWords) this.#use(new ArrayBuffer(1024));
  }

  /** A copy of everything before the cursor. */
  copy(): ArrayBuffer {
    return (this.#bytes.buffer as ArrayBuffer).slice(0, 8 * this.at);
  }

  /** Makes sure that so many words fit behind the cursor. */
  reserve(words: number): void {
    const needed = this.at + words;
    if (needed <= this.#doubles.length) return;
    const memory = new ArrayBuffer(8 * Math.max(needed, 2 * this.#doubles.length));
    const old = this.#bytes;
    this.#use(memory);
    this.#bytes.set(old.subarray(0, 8 * this.at));
  }

  putNumber(value: number): void {
    this.reserve(1);
    this.#doubles[this.at++] = value;
  }

  /** Two 32-bit integers in one word. */
  putPair(low: number, high: number): void {
    this.reserve(1);
    const at = 2 * this.at++;
    this.#ints[at] = low;
    this.#ints[at + 1] = high;
  }

  putNumbers(values: readonly number[]): void {
    this.reserve(values.length);
    for (let i = 0; i < values.length; i++) this.#doubles[this.at++] = values[i]!;
  }

  /** The length is the reader's to know. */
  putBytes(bytes: Uint8Array): void {
    const words = (bytes.length + 7) >>> 3;
    this.reserve(words);
    const at = 8 * this.at;
    this.at += words;
    if (bytes.length > loopedBytes) this.#bytes.set(bytes, at);
    else for (let i = 0; i < bytes.length; i++) this.#bytes[at + i] = bytes[i]!;
  }

  /** As UTF-16, which needs no encoder and keeps every string as it is. */
  putText(text: string): void {
    const words = (text.length + 3) >>> 2;
    this.putPair(text.length, 0);
    this.reserve(words);
    const at = 4 * this.at;
    this.at += words;
    for (let i = 0; i < text.length; i++) this.#units[at + i] = text.charCodeAt(i);
  }

  /** Small integers as the engine's own, which need no memory and are found faster in a Map. */
  number(): number {
    const value = this.#doubles[this.at++]!;
    const small = value | 0;
    return small === value ? small : value;
  }

  /** A number with all its bits, also one that is no integer. */
  double(): number {
    return this.#doubles[this.at++]!;
  }

  /** The first half of the word at the cursor, which stays. */
  low(): number {
    return this.#ints[2 * this.at]!;
  }

  /** The second half of the word at the cursor, which moves on. */
  high(): number {
    return this.#ints[2 * this.at++ + 1]!;
  }

  numbers(count: number): readonly number[] {
    if (count === 0) return noNumbers;
    const values = [this.number()];
    for (let i = 1; i < count; i++) values.push(this.number());
    return values;
  }

  /** A copy. */
  takeBytes(length: number): Uint8Array<ArrayBuffer> {
    const at = 8 * this.at;
    this.at += (length + 7) >>> 3;
    if (length > loopedBytes) return new Uint8Array(this.#bytes.buffer.slice(at, at + length) as ArrayBuffer);
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = this.#bytes[at + i]!;
    return bytes;
  }

  text(): string {
    const length = this.low();
    const at = 4 * (this.at + 1);
    this.at += 1 + ((length + 3) >>> 2);
    if (length === 0 || length > keptUnits) return this.#textAt(at, length);
    const place = (length + 7 * this.#units[at]! + 31 * this.#units[at + length - 1]!) & (keptTexts - 1);
    const kept = this.#texts[place]!;
    if (this.#isAt(at, length, kept)) return kept;
    const text = this.#textAt(at, length);
    this.#texts[place] = text;
    return text;
  }

  #isAt(at: number, length: number, text: string): boolean {
    if (text.length !== length) return false;
    for (let i = 0; i < length; i++) if (text.charCodeAt(i) !== this.#units[at + i]) return false;
    return true;
  }

  #textAt(at: number, length: number): string {
    let text = '';
    for (let from = at; from < at + length; from += spreadUnits) {
      text += String.fromCharCode(...this.#units.subarray(from, Math.min(from + spreadUnits, at + length)));
    }
    return text;
  }

  #use(memory: ArrayBuffer): void {
    this.#doubles = new Float64Array(memory);
    this.#ints = new Int32Array(memory);
    this.#units = new Uint16Array(memory);
    this.#bytes = new Uint8Array(memory);
  }
}
