/** A line that is longer is cut into pieces of so many UTF-16 units. */
const mostCharacters = 8192;
const piece = new RegExp(`[^]{1,${mostCharacters}}`, 'g');

export type OutputStreamName = 'stdout' | 'stderr';

/** What a call printed: a line, or how many bytes of it were dropped at its end. */
export type Output = { readonly stream: OutputStreamName; readonly line: string } | { readonly droppedBytes: number };

/** Cuts what a component prints into lines, and drops what is beyond its budget, until the call ends. */
export class LineOutput {
  readonly #mostBytes: number;
  readonly #print: (output: Output) => void;
  readonly #open = { stdout: new OpenLine(), stderr: new OpenLine() };
  #bytes = 0;
  #dropped = 0;

  constructor(mostBytes: number, print: (output: Output) => void) {
    this.#mostBytes = mostBytes;
    this.#print = print;
  }

  write(stream: OutputStreamName, bytes: Uint8Array): void {
    const kept = bytes.subarray(0, this.#mostBytes - this.#bytes);
    this.#bytes += kept.length;
    this.#dropped += bytes.length - kept.length;
    for (const line of this.#open[stream].add(kept)) this.#print({ stream, line });
  }

  /** The call has ended: what has no line's end is a line, and the next call has the whole budget. */
  settle(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const line = this.#open[stream].end();
      if (line !== '') this.#print({ stream, line });
    }
    if (this.#dropped > 0) this.#print({ droppedBytes: this.#dropped });
    this.#bytes = 0;
    this.#dropped = 0;
  }
}

/** The line of a stream that has not ended yet. */
class OpenLine {
  readonly #decoder = new TextDecoder();
  #text = '';

  /** @returns the lines that these bytes end */
  add(bytes: Uint8Array): string[] {
    const lines = this.#decoder.decode(bytes, { stream: true }).split('\n');
    lines[0] = this.#text + lines[0]!;
    this.#text = lines.pop()!;
    for (; this.#text.length > mostCharacters; this.#text = this.#text.slice(mostCharacters))
      lines.push(this.#text.slice(0, mostCharacters));
    return lines.flatMap((line) => pieces(withoutReturn(line)));
  }

  end(): string {
    const rest = this.#text + this.#decoder.decode();
    this.#text = '';
    return withoutReturn(rest);
  }
}

function pieces(line: string): readonly string[] {
  return line.length <= mostCharacters ? [line] : line.match(piece)!;
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
