// @ts-check
// Folders of the machine in Python's file system, by Emscripten's NODEFS. This is for convenience: Python here can do what the
// process can, and reaches everything else by JavaScript.

/**
 * @typedef {object} Mount
 * @property {string} folder Its absolute path on the machine.
 * @property {string} path Its absolute path in Python.
 * @property {boolean} writable
 *
 * @typedef {Record<string, (...args: any[]) => any>} Operations
 * @typedef {{ node_ops: Operations, stream_ops: Operations }} Node
 * @typedef {{ mount(mount: unknown): Node } & Node} FileSystem
 */

const accessModes = 3;
const create = 64;
/** EROFS, as Emscripten counts. */
const readOnlyFileSystem = 69;

/**
 * @param {import('./pyodide.js').Pyodide} python
 * @param {readonly Mount[]} mounts
 */
export function mountFolders({ FS }, mounts) {
  /** @type {FileSystem} */
  const files = FS.filesystems.NODEFS;
  const readOnly = readOnlyFiles(FS, files);
  // outer ones first, or they would hide the inner ones
  for (const { folder, path, writable } of [...mounts].sort((a, b) => a.path.length - b.path.length)) {
    try {
      FS.mkdirTree(path);
      FS.mount(writable ? files : readOnly, { root: folder }, path);
    } catch (cause) {
      throw new Error(`Cannot mount "${folder}" at "${path}": ${/** @type {Error} */ (cause).message}`, { cause });
    }
  }
}

/**
 * The same files; whatever would change one raises EROFS.
 *
 * @param {import('./pyodide.js').Pyodide['FS']} FS
 * @param {FileSystem} files
 * @returns {{ mount(mount: unknown): Node }}
 */
function readOnlyFiles(FS, { mount, node_ops, stream_ops }) {
  const refuse = () => {
    throw new FS.ErrnoError(readOnlyFileSystem);
  };
  const guard = (/** @type {Node} */ node) => Object.assign(node, { node_ops: nodes, stream_ops: streams });
  /** @type {Operations} */
  const nodes = {
    ...node_ops,
    lookup: (parent, name) => guard(node_ops['lookup']?.(parent, name)),
    setattr: refuse,
    mknod: refuse,
    rename: refuse,
    unlink: refuse,
    rmdir: refuse,
    symlink: refuse,
  };
  /** @type {Operations} */
  const streams = {
    ...stream_ops,
    setattr: refuse,
    write: refuse,
    msync: refuse,
    open: (stream) => {
      if ((stream.flags & accessModes) !== 0) refuse();
      stream.flags &= ~create;
      stream_ops['open']?.(stream);
    },
  };
  return { mount: (given) => guard(mount(given)) };
}
