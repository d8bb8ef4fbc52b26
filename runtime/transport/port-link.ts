import type { Codec, Link } from './link.ts';
import { Page } from './page.ts';

/** Makes a link without shared memory: each side's port, which can be posted to the thread that has it. */
export function portLinkEnds(): { readonly hub: MessagePort; readonly thread: MessagePort } {
  const { port1, port2 } = new MessageChannel();
  return { hub: port1, thread: port2 };
}

/**
 * A link through a port, for where there is no shared memory: everything that was sent since the last flush is one
 * message. Receives only while its thread's event loop runs. What a thread had begun before it was killed is known by
 * the `started` events that it flushed.
 */
export class PortLink<Out, In> implements Link<Out, In> {
  readonly #port: MessagePort;
  readonly #codec: Codec<Out, In>;
  readonly #out = new Page();
  /** Batches that have arrived, the first one being read. */
  readonly #arrived: Page[] = [];

  /** @param onPending Called from the event loop when something has arrived. */
  constructor(port: MessagePort, codec: Codec<Out, In>, onPending: () => void) {
    this.#port = port;
    this.#codec = codec;
    port.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      this.#arrived.push(new Page(data));
      onPending();
    };
    // Node holds the process for a port that listens: who waits for something holds it already
    (port as { unref?(): void }).unref?.();
  }

  get pending(): boolean {
    return this.#arrived.length > 0;
  }

  send(message: Out): void {
    this.#codec.write(this.#out, message);
  }

  flush(): void {
    if (this.#out.at === 0) return;
    const batch = this.#out.copy();
    this.#out.rewind();
    this.#port.postMessage(batch, [batch]);
  }

  /** Nobody sees anything before it is posted. */
  show(): void {
    this.flush();
  }

  receive(): In | undefined {
    const page = this.#arrived[0];
    if (page === undefined) return undefined;
    const message = this.#codec.read(page);
    if (page.at === page.words) this.#arrived.shift();
    return message;
  }
}
