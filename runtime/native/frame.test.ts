import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameError, FrameReader, writeFrame } from './frame.ts';

const seed = 20_261_126;
const limits = { header: 1000, body: 1000 };

test('frames come out as they went in, wherever they are cut', () => {
  const frame = fc.record({ header: fc.dictionary(fc.string(), fc.jsonValue()), parts: fc.array(fc.uint8Array({ maxLength: 40 })) });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 5 }), fc.array(fc.nat(30), { minLength: 1 }), (frames, cuts) => {
      const bytes = Buffer.concat(frames.map(({ header, parts }) => writeFrame(header, parts)));
      const reader = new FrameReader({ header: 1e6, body: 1e6 });
      const found = [];
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const length = Math.max(1, cuts[i % cuts.length]!);
        for (const { header, body } of reader.add(bytes.subarray(at, at + length)))
          found.push([new TextDecoder().decode(header), [...body], body.byteOffset]);
        at += length;
      }
      expect(found).toEqual(frames.map(({ header, parts }) => [JSON.stringify(header), parts.flatMap((part) => [...part]), 0]));
    }),
    { seed },
  );
});

test('nothing is set aside for a frame that is longer than may be', () => {
  const at = (header: number, body: bigint) => {
    const bytes = writeFrame({});
    const view = new DataView(bytes.buffer);
    view.setUint32(4, header, true);
    view.setBigUint64(8, body, true);
    return () => [...new FrameReader(limits).add(bytes)];
  };
  expect(at(1001, 0n)).toThrow(new FrameError('its header is too long', 1001));
  expect(at(0, 1001n)).toThrow(new FrameError('its body is too long', 1001));
  expect(at(0, 2n ** 64n - 1n)).toThrow(FrameError);
});

test('any bytes are frames, part of one, or an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.boolean(), (bytes, marked) => {
      if (marked) bytes.set(new TextEncoder().encode('PLYR').subarray(0, bytes.length));
      try {
        for (const { header, body } of new FrameReader(limits).add(bytes)) expect(header.length + body.length).toBeLessThanOrEqual(100);
      } catch (error) {
        expect(error).toBeInstanceOf(FrameError);
      }
    }),
    { seed },
  );
});
