/** Bits per sample that are read, by format code. */
const depths: Readonly<Record<number, readonly number[]>> = { 1: [8, 16, 24, 32], 3: [32, 64] };

/**
 * Holds a WAV file to what it says of itself: RIFF, size, 'WAVE', then chunks of a four-letter name, a size and so many
 * bytes (padded to even), among them "fmt " and, a whole number of frames, "data". In RF64, the chunk "ds64" has sizes
 * that 32 bits do not hold (EBU Tech 3306).
 *
 * @returns where the size of the chunk "data" stands, and what it is
 * @throws {Error} with the byte where the file breaks its word
 */
export function checkWav(bytes: Uint8Array): { readonly sizeAt: number; readonly dataBytes: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 12 || name(8) !== 'WAVE' || !['RIFF', 'RIFX', 'RF64'].includes(name(0))) throw new Error('it is not a WAV file');
  const littleEndian = name(0) !== 'RIFX';
  const wide = name(0) === 'RF64';
  const sizeAt = (at: number) => view.getUint32(at, littleEndian);
  const end = wide ? bytes.length : 8 + sizeAt(4);
  const limit = Math.min(end, bytes.length);
  let frame = 0;
  let data: { sizeAt: number; dataBytes: number } | undefined;
  let longData = 0;
  let at = 12;
  while (at + 8 <= limit) {
    const chunk = name(at);
    if (!/^[ -~]{4}$/.test(chunk)) throw new Error(`there is no chunk at byte ${at}, where the one before says that it ends`);
    const size = wide && chunk === 'data' && sizeAt(at + 4) === 0xffff_ffff ? longData : sizeAt(at + 4);
    const left = limit - at - 8;
    if (size > left) throw new Error(`chunk "${chunk}" at byte ${at} says ${size} bytes, ${left} are left`);
    if (chunk === 'fmt ') frame = frameBytes(view, at + 8, size, littleEndian);
    if (chunk === 'data') data = { sizeAt: at + 4, dataBytes: size };
    if (chunk === 'ds64' && size >= 16) longData = Number(view.getBigUint64(at + 16, littleEndian));
    at += 8 + size + (size % 2);
  }
  if (frame === 0 || data === undefined) throw new Error(`it has no chunk "${frame === 0 ? 'fmt ' : 'data'}" up to byte ${limit}`);
  if (at < limit) throw new Error(`the ${limit - at} bytes from byte ${at} on belong to no chunk`);
  // the last pad byte may be missing
  if (end > bytes.length + 1) throw new Error(`it says that it has ${end} bytes, it has ${bytes.length}`);
  if (data.dataBytes % frame !== 0)
    throw new Error(`its ${data.dataBytes} bytes of data are no whole number of frames, ${frame} bytes each`);
  return data;
}

/** Bytes per frame, one sample of each channel, by a "fmt " chunk that makes sense. */
function frameBytes(view: DataView, at: number, size: number, littleEndian: boolean): number {
  if (size < 16) throw new Error(`chunk "fmt " at byte ${at - 8} has ${size} bytes, not 16`);
  const short = (offset: number) => view.getUint16(at + offset, littleEndian);
  const extended = short(0) === 0xfffe && size >= 26;
  const code = extended ? short(24) : short(0);
  const [channels, bits] = [short(2), short(14)];
  if (!Object.hasOwn(depths, code)) throw new Error(`its samples are compressed (format ${code}); PCM and floats are read`);
  if (!depths[code]!.includes(bits))
    throw new Error(`its samples are ${code === 1 ? 'integers' : 'floats'} of ${bits} bits; ${depths[code]!.join(', ')} are read`);
  if (channels === 0) throw new Error('it has no channels');
  if (view.getUint32(at + 4, littleEndian) === 0) throw new Error('its sampling rate is 0');
  const frame = (channels * bits) / 8;
  if (short(12) !== frame) throw new Error(`it says ${short(12)} bytes per frame; ${channels} channels of ${bits} bits have ${frame}`);
  return frame;
}
