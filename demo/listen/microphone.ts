/** A microphone that cannot be had; the message says why. */
export class MicrophoneError extends Error {
  override readonly name = 'MicrophoneError';
}

const reasons: Readonly<Record<string, string>> = {
  NotAllowedError:
    'The microphone was not allowed. Recordings and files work all the same; the browser asks again when you allow it beside the address.',
  NotFoundError: 'There is no microphone on this device.',
  NotReadableError: 'The microphone is in use by another program, or does not answer.',
};

/** What the microphone hears, in pieces of one channel. */
export class Microphone {
  readonly rate: number;
  readonly #context: AudioContext;
  readonly #stream: MediaStream;
  readonly #capture: AudioWorkletNode;

  private constructor(context: AudioContext, stream: MediaStream, capture: AudioWorkletNode) {
    this.rate = context.sampleRate;
    this.#context = context;
    this.#stream = stream;
    this.#capture = capture;
  }

  /**
   * Asks for the microphone, without the browser's improvements of speech.
   *
   * @param onEnd the microphone went away: unplugged, or taken back
   * @throws {MicrophoneError}
   */
  static async open(onPiece: (samples: Float32Array) => void, onEnd: () => void): Promise<Microphone> {
    if (navigator.mediaDevices === undefined) throw new MicrophoneError('A page that is not served by https may not use a microphone.');
    let stream: MediaStream;
    try {
      const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
      stream = await navigator.mediaDevices.getUserMedia({ audio });
    } catch (cause) {
      const { name, message } = cause as DOMException;
      throw new MicrophoneError(reasons[name] ?? `The microphone cannot be used: ${message}`, { cause });
    }
    let context: AudioContext | undefined;
    try {
      context = new AudioContext();
      await context.audioWorklet.addModule(new URL('./capture.worklet.js', import.meta.url));
      const capture = new AudioWorkletNode(context, 'capture', {
        numberOfInputs: 1,
        numberOfOutputs: 0,
        channelCount: 1,
        channelCountMode: 'explicit',
      });
      capture.port.onmessage = ({ data }: MessageEvent<Float32Array>) => onPiece(data);
      context.createMediaStreamSource(stream).connect(capture);
      await context.resume();
      for (const track of stream.getTracks()) track.addEventListener('ended', onEnd, { once: true });
      return new Microphone(context, stream, capture);
    } catch (error) {
      for (const track of stream.getTracks()) track.stop();
      await context?.close();
      throw error;
    }
  }

  /** Nothing is heard; some browsers switch the device off. */
  pause(): void {
    this.#listen(false);
  }

  resume(): void {
    this.#listen(true);
  }

  async close(): Promise<void> {
    this.#capture.port.onmessage = null;
    for (const track of this.#stream.getTracks()) track.stop();
    await this.#context.close();
  }

  #listen(listen: boolean): void {
    for (const track of this.#stream.getTracks()) track.enabled = listen;
    const changed = listen ? this.#context.resume() : this.#context.suspend();
    changed.catch(() => {}); // it is being closed
  }
}
