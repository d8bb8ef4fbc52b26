// Runs in the browser's audio thread: hands what a microphone hears over in pieces that are worth a message.

declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

const pieceSamples = 4096;

class Capture extends AudioWorkletProcessor {
  #piece = new Float32Array(pieceSamples);
  #filled = 0;

  process([input]: readonly (readonly Float32Array[])[]): boolean {
    const heard = input?.[0];
    if (heard === undefined) return true;
    // a quantum, 128 samples now, may become any number
    for (let at = 0; at < heard.length; ) {
      const count = Math.min(heard.length - at, pieceSamples - this.#filled);
      this.#piece.set(heard.subarray(at, at + count), this.#filled);
      this.#filled += count;
      at += count;
      if (this.#filled < pieceSamples) continue;
      this.port.postMessage(this.#piece, [this.#piece.buffer]);
      this.#piece = new Float32Array(pieceSamples);
      this.#filled = 0;
    }
    return true;
  }
}

registerProcessor('capture', Capture);
