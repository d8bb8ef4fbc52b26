// @ts-check

/**
 * @typedef {object} ZipEntry
 * @property {string} name
 * @property {number} size Bytes when unpacked.
 * @property {boolean} link Whether it is a symbolic link.
 */

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * What a zip archive says it holds: its central directory (APPNOTE 4.3.12), which is what Python's `zipfile` unpacks by.
 *
 * @param {Uint8Array} bytes
 * @returns {ZipEntry[]}
 * @throws {RangeError} where it is none, is cut, or needs ZIP64, which no wheel for 32 bits does
 */
export function zipEntries(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfDirectory(view);
  const count = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) throw new RangeError('it is a ZIP64 archive');
  // zipfile accepts bytes before the archive and shifts every offset; nothing of the kind is taken here
  if (at + size !== end) throw new RangeError('its directory is not where it says');
  /** @type {ZipEntry[]} */
  const entries = [];
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50) throw new RangeError('its directory is damaged');
    const length = view.getUint16(at + 28, true);
    const next = at + 46 + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end) throw new RangeError('its directory is damaged');
    const unpacked = view.getUint32(at + 24, true);
    if (unpacked === 0xffffffff) throw new RangeError('it is a ZIP64 archive');
    const mode = view.getUint32(at + 38, true) >>> 16;
    entries.push({ name: decode(bytes.subarray(at + 46, at + 46 + length)), size: unpacked, link: (mode & 0o170000) === 0o120000 });
    at = next;
  }
  if (at !== end) throw new RangeError('its directory is damaged');
  return entries;
}

/**
 * The last record of the archive; a comment may follow it, no longer than 65 535 bytes.
 *
 * @param {DataView} view
 */
function endOfDirectory(view) {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at--) {
    if (view.getUint32(at, true) === 0x06054b50 && at + 22 + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  throw new RangeError('it is no zip archive, or is cut');
}

/** @param {Uint8Array} name */
function decode(name) {
  try {
    return decoder.decode(name);
  } catch {
    throw new RangeError('it has a file whose name is no UTF-8');
  }
}
