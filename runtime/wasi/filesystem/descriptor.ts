import fs from 'node:fs';
import { InputStream } from '../io/input-stream.ts';
import { OutputStream } from '../io/output-stream.ts';
import { type Handles, Resource } from '../resource.ts';
import { ready, type Waiter } from '../waiter.ts';
import { DirectoryEntryStream } from './directory-entry-stream.ts';
import { answering, FileError, streaming } from './file-error.ts';
import { type Datetime, type DescriptorType, hashOf, statOf } from './file-stat.ts';
import type { GrantedDirectory } from './granted-directory.ts';
import type { OpenCount } from './open-count.ts';
import { OpenFile, offsetOf } from './open-file.ts';
import type { Place } from './place.ts';
import { resolvePath, type Target } from './resolve-path.ts';

interface PathFlags {
  readonly symlinkFollow?: boolean;
}
interface OpenFlags {
  readonly create?: boolean;
  readonly directory?: boolean;
  readonly exclusive?: boolean;
  readonly truncate?: boolean;
}
interface DescriptorFlags {
  readonly read?: boolean;
  readonly write?: boolean;
  readonly fileIntegritySync?: boolean;
  readonly dataIntegritySync?: boolean;
  readonly requestedWriteSync?: boolean;
  readonly mutateDirectory?: boolean;
}
type NewTimestamp = { readonly tag: 'no-change' | 'now' } | { readonly tag: 'timestamp'; readonly val: Datetime };

/** What descriptors of an instance share. */
export interface DescriptorContext {
  readonly handles: Handles;
  readonly waiter: Waiter;
  readonly open: OpenCount;
}

type Held = { readonly file: OpenFile; readonly place?: undefined } | { readonly place: Place; readonly file?: undefined };

/** `wasi:filesystem/types` descriptor: a file, or a folder and what lies below it. */
export class Descriptor extends Resource {
  readonly context: DescriptorContext;
  readonly directory: GrantedDirectory;
  readonly #held: Held;
  readonly #flags: DescriptorFlags;

  constructor(context: DescriptorContext, directory: GrantedDirectory, held: Held, flags: DescriptorFlags) {
    super(context.handles);
    this.context = context;
    this.directory = directory;
    this.#held = held;
    this.#flags = flags;
    if (this.#isFolder) context.open.add();
  }

  readViaStream(offset: bigint): InputStream {
    return answering(() => {
      this.handles.check();
      const file = this.#readable().share();
      let at = offsetOf(offset);
      const read = (most: number) =>
        streaming(() => {
          const bytes = file.read(most, at);
          at += bytes.length;
          return bytes.length === 0 ? undefined : bytes;
        });
      return new InputStream(this.handles, this.context.waiter, { read, awaited: ready, close: () => file.close() });
    });
  }

  writeViaStream(offset: bigint): OutputStream {
    return answering(() => {
      let at = offsetOf(offset);
      return this.#output((file, bytes) => {
        file.write(bytes, at);
        at += bytes.length;
      });
    });
  }

  appendViaStream(): OutputStream {
    return answering(() => this.#output((file, bytes) => file.write(bytes, file.size)));
  }

  #output(write: (file: OpenFile, bytes: Uint8Array) => void): OutputStream {
    this.handles.check();
    const file = this.#writable().share();
    const sink = { write: (bytes: Uint8Array) => streaming(() => write(file, bytes)), close: () => file.close() };
    return new OutputStream(this.handles, this.context.waiter, sink);
  }

  advise(): void {
    answering(() => this.#file());
  }

  syncData(): void {
    this.sync();
  }

  sync(): void {
    answering(() => {
      if (this.#held.file !== undefined) fs.fsyncSync(this.#held.file.fd);
    });
  }

  getFlags(): DescriptorFlags {
    return this.#flags;
  }

  getType(): DescriptorType {
    return this.#held.file === undefined ? 'directory' : 'regular-file';
  }

  setSize(size: bigint): void {
    answering(() => this.#writable().resize(offsetOf(size)));
  }

  setTimes(access: NewTimestamp, modification: NewTimestamp): void {
    answering(() => {
      this.#checkWrite();
      const [accessed, modified] = timesOf(this.#stat(), access, modification);
      const { file, place } = this.#held;
      if (file !== undefined) fs.futimesSync(file.fd, accessed, modified);
      else fs.lutimesSync(place.at('.'), accessed, modified);
    });
  }

  read(length: bigint, offset: bigint): [bytes: Uint8Array, end: boolean] {
    return answering(() => {
      const most = length > 2 ** 20 ? 2 ** 20 : Number(length);
      const bytes = this.#readable().read(most, offsetOf(offset));
      return [bytes, most > 0 && bytes.length === 0];
    });
  }

  write(bytes: Uint8Array, offset: bigint): bigint {
    return answering(() => {
      this.#writable().write(bytes, offsetOf(offset));
      return BigInt(bytes.length);
    });
  }

  readDirectory(): DirectoryEntryStream {
    return answering(() => {
      this.handles.check();
      const place = this.#place();
      this.context.open.check();
      return new DirectoryEntryStream(this.handles, fs.opendirSync(place.at('.')), this.context.open);
    });
  }

  createDirectoryAt(path: string): void {
    this.#mutate(path, ({ parent, name }) => {
      this.directory.chargeEntry();
      if (name === '.') throw new FileError('exist');
      fs.mkdirSync(parent.at(name));
    });
  }

  stat() {
    return answering(() => statOf(this.#stat()));
  }

  statAt({ symlinkFollow = false }: PathFlags, path: string) {
    return this.#lookup(path, symlinkFollow, (target) => statOf(statAt(target)));
  }

  setTimesAt({ symlinkFollow = false }: PathFlags, path: string, access: NewTimestamp, modification: NewTimestamp): void {
    this.#lookup(path, symlinkFollow, (target) => {
      this.#checkWrite();
      fs.lutimesSync(target.parent.at(target.name), ...timesOf(statAt(target), access, modification));
    });
  }

  /** A second name; never across grants, for what is written by the one would show by the other. */
  linkAt({ symlinkFollow = false }: PathFlags, path: string, other: Descriptor, otherPath: string): void {
    this.#between(path, other, otherPath, (from, to) => {
      if (symlinkFollow) throw new FileError('invalid');
      if (!statAt(from).isFile()) throw new FileError('not-permitted');
      this.directory.chargeEntry();
      fs.linkSync(from.parent.at(from.name), to.parent.at(to.name));
    });
  }

  openAt({ symlinkFollow = false }: PathFlags, path: string, open: OpenFlags, flags: DescriptorFlags): Descriptor {
    return this.#lookup(path, symlinkFollow, (target) => {
      this.handles.check();
      this.context.open.check();
      const changes = open.create === true || open.truncate === true || flags.write === true || flags.mutateDirectory === true;
      if (changes) this.#checkWrite();
      const stats = fs.lstatSync(target.parent.at(target.name), { throwIfNoEntry: false });
      if (stats?.isDirectory()) return this.#openDirectory(target, open, flags);
      if (stats?.isSymbolicLink()) throw new FileError('loop');
      // opening one waits for its other end, or does something to the machine
      if (stats !== undefined && !stats.isFile()) throw new FileError('not-permitted');
      if (stats === undefined && open.create !== true) throw new FileError('no-entry');
      if (open.directory === true || target.folder) throw new FileError(stats === undefined ? 'invalid' : 'not-directory');
      return this.#openFile(target, open, flags, stats === undefined);
    });
  }

  #openDirectory({ parent, name }: Target, open: OpenFlags, flags: DescriptorFlags): Descriptor {
    if (open.create === true && open.exclusive === true) throw new FileError('exist');
    if (flags.write === true || open.truncate === true) throw new FileError('is-directory');
    return new Descriptor(
      this.context,
      this.directory,
      { place: parent.open(name) },
      { read: true, mutateDirectory: this.directory.write },
    );
  }

  #openFile({ parent, name }: Target, open: OpenFlags, flags: DescriptorFlags, create: boolean): Descriptor {
    const { O_CREAT, O_EXCL, O_TRUNC, O_RDWR, O_WRONLY, O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_SYNC = 0, O_DSYNC = 0 } = fs.constants;
    if (!create && open.create === true && open.exclusive === true) throw new FileError('exist');
    if (create) this.directory.chargeEntry();
    const access = flags.write === true || open.truncate === true ? (flags.read === true ? O_RDWR : O_WRONLY) : O_RDONLY;
    const how =
      (open.create === true ? O_CREAT : 0) |
      (open.exclusive === true ? O_EXCL : 0) |
      (open.truncate === true ? O_TRUNC : 0) |
      (flags.fileIntegritySync === true ? O_SYNC : 0) |
      (flags.dataIntegritySync === true ? O_DSYNC : 0);
    const fd = fs.openSync(parent.at(name), access | how | O_NOFOLLOW | O_NONBLOCK, 0o666);
    const file = new OpenFile(fd, this.directory, this.context.open);
    try {
      if (!fs.fstatSync(fd).isFile()) throw new FileError('not-permitted'); // it was another a moment ago
      return new Descriptor(this.context, this.directory, { file }, { ...flags, mutateDirectory: false });
    } catch (error) {
      file.close();
      throw error;
    }
  }

  readlinkAt(path: string): string {
    return this.#lookup(path, false, ({ parent, name }) => {
      const link = fs.readlinkSync(parent.at(name));
      // where things lie on this machine is none of its business
      if (link.startsWith('/')) throw new FileError('not-permitted');
      return link;
    });
  }

  removeDirectoryAt(path: string): void {
    this.#mutate(path, ({ parent, name }) => {
      if (name === '.') throw new FileError('invalid');
      fs.rmdirSync(parent.at(name));
    });
  }

  renameAt(path: string, other: Descriptor, otherPath: string): void {
    this.#between(path, other, otherPath, (from, to) => fs.renameSync(from.parent.at(from.name), to.parent.at(to.name)));
  }

  /** Links that are there are followed as far as they stay inside; no component makes one, for others may follow it. */
  symlinkAt(_: string, path: string): void {
    this.#mutate(path, () => {
      throw new FileError('not-permitted');
    });
  }

  unlinkFileAt(path: string): void {
    this.#mutate(path, (target) => {
      if (statAt(target).isDirectory()) throw new FileError('is-directory');
      fs.unlinkSync(target.parent.at(target.name));
    });
  }

  isSameObject(other: Descriptor): boolean {
    const [mine, its] = [this.#stat(), other.#stat()];
    return mine.dev === its.dev && mine.ino === its.ino;
  }

  metadataHash() {
    return answering(() => hashOf(this.#stat()));
  }

  metadataHashAt({ symlinkFollow = false }: PathFlags, path: string) {
    return this.#lookup(path, symlinkFollow, (target) => hashOf(statAt(target)));
  }

  protected override release(): void {
    this.#held.file?.close();
    if (!this.#isFolder) return;
    this.context.open.remove();
    this.#held.place!.close();
  }

  /** One of its own: the granted folders are open for all instances. */
  get #isFolder(): boolean {
    return this.#held.place !== undefined && this.#held.place !== this.directory.root;
  }

  #place(): Place {
    if (this.#held.place === undefined) throw new FileError('not-directory');
    return this.#held.place;
  }

  #file(): OpenFile {
    if (this.#held.file === undefined) throw new FileError('is-directory');
    return this.#held.file;
  }

  #readable(): OpenFile {
    const file = this.#file();
    if (this.#flags.read !== true) throw new FileError('bad-descriptor');
    return file;
  }

  #writable(): OpenFile {
    const file = this.#file();
    if (this.#flags.write !== true) throw new FileError('bad-descriptor');
    return file;
  }

  #checkWrite(): void {
    if (!this.directory.write) throw new FileError('read-only');
  }

  #stat(): fs.BigIntStats {
    const { file, place } = this.#held;
    return file !== undefined ? fs.fstatSync(file.fd, { bigint: true }) : fs.lstatSync(place.at('.'), { bigint: true });
  }

  #lookup<T>(path: string, follow: boolean, use: (target: Target) => T): T {
    return answering(() => resolvePath(this.#place(), path, follow, use));
  }

  #mutate(path: string, use: (target: Target) => void): void {
    this.#lookup(path, false, (target) => {
      this.#checkWrite();
      use(target);
    });
  }

  #between(path: string, other: Descriptor, otherPath: string, use: (from: Target, to: Target) => void): void {
    this.#mutate(path, (from) => {
      if (other.directory !== this.directory) throw new FileError('cross-device');
      resolvePath(other.#place(), otherPath, false, (to) => {
        if (from.name === '.' || to.name === '.') throw new FileError('busy');
        if ((from.folder || to.folder) && !statAt(from).isDirectory()) throw new FileError('not-directory');
        use(from, to);
      });
    });
  }
}

/** Of the name itself; a path that says it is a folder has to be one. */
function statAt({ parent, name, folder }: Target): fs.BigIntStats {
  const stats = fs.lstatSync(parent.at(name), { bigint: true });
  if (folder && !stats.isDirectory()) throw new FileError('not-directory');
  return stats;
}

/** In seconds. */
function timesOf(stats: fs.BigIntStats, access: NewTimestamp, modification: NewTimestamp): [number, number] {
  const now = Date.now() / 1000;
  const timeOf = (given: NewTimestamp, present: bigint) => {
    if (given.tag === 'timestamp') return Number(given.val.seconds) + given.val.nanoseconds / 1e9;
    return given.tag === 'now' ? now : Number(present) / 1e9;
  };
  return [timeOf(access, stats.atimeNs), timeOf(modification, stats.mtimeNs)];
}
