const waiting: (() => void)[] = [];
let port: MessagePort | undefined;

/** Calls back after the event loop has turned: timers would let it wait for milliseconds. */
export function turnSoon(run: () => void): void {
  if (port === undefined) {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => waiting.shift()!();
    port = channel.port2;
  }
  waiting.push(run);
  port.postMessage(undefined);
}
