/** Other bytes in place of others, as many; what stands around them is left alone. */
export function replaced(bytes: Uint8Array, from: string, to: string): Uint8Array<ArrayBuffer> {
  const text = Buffer.from(bytes).toString('latin1');
  return new Uint8Array(Buffer.from(text.replaceAll(from, Buffer.from(to).toString('latin1')), 'latin1'));
}
