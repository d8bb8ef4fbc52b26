// @ts-check

/**
 * The bytes behind a URL: a file's from the disk, any other's by fetch.
 *
 * @param {string} url
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function read(url) {
  if (url.startsWith('file:')) {
    const { readFile } = await import('node:fs/promises');
    return /** @type {Uint8Array<ArrayBuffer>} */ (await readFile(new URL(url)));
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Cannot read "${url}": the server answers ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
