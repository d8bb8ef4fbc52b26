/** The regular files of a ustar archive, by path. Throws where the archive ends too early or a header is damaged. */
export function untar(archive: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const text = (at: number, bytes: number): string =>
    Buffer.from(archive.subarray(at, at + bytes))
      .toString('latin1')
      .replace(/\0.*$/s, '');
  let at = 0;
  for (;;) {
    if (at + 512 > archive.length) throw new Error(`Cannot unpack the archive: it ends at byte ${archive.length}, inside a header`);
    const name = text(at, 100);
    if (name === '') return files;
    let sum = 0;
    for (let i = 0; i < 512; i++) sum += i >= 148 && i < 156 ? 32 : archive[at + i]!;
    if (sum !== Number.parseInt(text(at + 148, 8), 8)) throw new Error(`Cannot unpack the archive: the header at byte ${at} is damaged`);
    const size = Number.parseInt(text(at + 124, 12), 8);
    const prefix = text(at + 257, 5) === 'ustar' ? text(at + 345, 155) : '';
    const kind = text(at + 156, 1);
    const end = at + 512 + size;
    if (end > archive.length) throw new Error(`Cannot unpack "${name}": the archive ends at byte ${archive.length}, inside it`);
    if (kind === '0' || kind === '') files.set(prefix === '' ? name : `${prefix}/${name}`, archive.slice(at + 512, end));
    at += 512 + Math.ceil(size / 512) * 512;
  }
}
