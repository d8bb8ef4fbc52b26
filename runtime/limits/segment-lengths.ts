import { sectionIds, skipExpression, type WasmModule } from './wasm-module.ts';
import { WasmReader } from './wasm-reader.ts';

export interface SegmentLengths {
  /** In bytes. */
  readonly data: readonly number[];
  /** In entries. */
  readonly elements: readonly number[];
}

/** How long a module's segments are before they are dropped. */
export function segmentLengths({ bytes, sections }: WasmModule): SegmentLengths {
  const list = (id: number, read: (reader: WasmReader) => number) => {
    const section = sections.find((each) => each.id === id);
    if (section === undefined) return [];
    const reader = new WasmReader(bytes, section.start);
    return Array.from({ length: reader.u() }, () => read(reader));
  };
  return { data: list(sectionIds.data, dataLength), elements: list(sectionIds.elements, elementCount) };
}

function dataLength(reader: WasmReader): number {
  const flags = reader.u();
  if (flags === 2) reader.skip(); // which memory
  if (flags !== 1) skipExpression(reader);
  const length = reader.u();
  reader.at += length;
  return length;
}

function elementCount(reader: WasmReader): number {
  const flags = reader.u();
  const active = (flags & 1) === 0;
  const expressions = (flags & 4) !== 0;
  if (flags & 2 && active) reader.skip(); // which table
  if (active) skipExpression(reader);
  if (flags & 3) {
    if (expressions) reader.skipType();
    else reader.at++;
  }
  const count = reader.u();
  for (let i = 0; i < count; i++) {
    if (expressions) skipExpression(reader);
    else reader.skip();
  }
  return count;
}
