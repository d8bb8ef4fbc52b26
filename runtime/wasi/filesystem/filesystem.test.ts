import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DirectoryGrant } from '../../executor/executor-grants.ts';
import { GuestError } from '../guest-error.ts';
import { WasiInstance } from '../wasi-instance.ts';
import type { Descriptor } from './descriptor.ts';
import { grantedFiles } from './granted-files.ts';

/** The payload that a component is handed. */
function refusal(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    if (error instanceof GuestError) return error.payload;
    throw error;
  }
  return 'done';
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const openFds = () => fs.readdirSync('/proc/self/fd').length;

describe.each(process.platform === 'linux' ? (['held', 'named'] as const) : (['named'] as const))('folders that are %s', (kind) => {
  let base: string;
  let inside: string;
  const ends: (() => void)[] = [];

  /** The granted folders; without arguments `inside`, for writing. */
  function grant(...grants: DirectoryGrant[]): Descriptor[] {
    const all = grants.length === 0 ? [{ guest: '/', host: inside, write: true }] : grants;
    const files = grantedFiles(all, kind === 'named' ? 'named' : undefined);
    const instance = new WasiInstance({}, { mayBlock: true, print: () => {} }, { files });
    ends.push(() => {
      instance.close();
      files.close();
    });
    const { getDirectories } = instance.imports['wasi:filesystem/preopens'] as { getDirectories(): [Descriptor, string][] };
    return getDirectories().map(([descriptor]) => descriptor);
  }
  const read = (from: Descriptor, name: string, follow = true) => {
    const file = from.openAt({ symlinkFollow: follow }, name, {}, { read: true });
    try {
      return text(file.read(1000n, 0n)[0]);
    } finally {
      file[Symbol.dispose]();
    }
  };
  const create = (from: Descriptor, name: string) =>
    from.openAt({ symlinkFollow: true }, name, { create: true, truncate: true }, { read: true, write: true });

  beforeEach(() => {
    base = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-wasi-'));
    inside = path.join(base, 'inside');
    fs.mkdirSync(path.join(inside, 'folder/deep'), { recursive: true });
    fs.writeFileSync(path.join(base, 'secret'), 'secret');
    fs.writeFileSync(path.join(inside, 'file'), 'content');
    fs.writeFileSync(path.join(inside, 'folder/other'), 'other');
  });
  afterEach(() => {
    for (const end of ends.splice(0)) end();
    fs.rmSync(base, { recursive: true });
  });

  test('are read and written', () => {
    const [root] = grant() as [Descriptor];
    expect(read(root, 'file')).toBe('content');
    expect(read(root, './folder//../folder/./other')).toBe('other');
    const file = create(root, 'folder/new');
    expect(file.write(utf8('0123456789'), 0n)).toBe(10n);
    expect(file.write(utf8('ab'), 4n)).toBe(2n);
    expect(text(file.read(4n, 3n)[0])).toBe('3ab6');
    expect(file.read(4n, 10n)).toEqual([new Uint8Array(), true]);
    file.setSize(5n);
    expect(file.stat()).toMatchObject({ type: 'regular-file', size: 5n, linkCount: 1n });
    file.sync();
    file.syncData();
    file.advise();
    expect(fs.readFileSync(path.join(inside, 'folder/new'), 'utf8')).toBe('0123a');
  });

  test('give streams, which outlive their descriptor', () => {
    const [root] = grant() as [Descriptor];
    const file = create(root, 'new');
    const [out, input] = [file.writeViaStream(2n), file.readViaStream(1n)];
    out.write(utf8('abc'));
    const append = file.appendViaStream();
    file[Symbol.dispose]();
    append.blockingWriteAndFlush(utf8('de'));
    expect(text(input.blockingRead(3n))).toBe('\0ab');
    expect(text(input.read(100n))).toBe('cde');
    expect(refusal(() => input.read(1n))).toEqual({ tag: 'closed' });
    const copy = create(root, 'copy').writeViaStream(0n);
    const again = root.openAt({}, 'new', {}, { read: true }).readViaStream(0n);
    expect(copy.splice(again, 4n)).toBe(4n);
    expect(fs.readFileSync(path.join(inside, 'copy'))).toEqual(Buffer.from('\0\0ab'));
  });

  test('are changed', () => {
    const [root] = grant() as [Descriptor];
    root.createDirectoryAt('made');
    root.renameAt('file', root, 'made/moved');
    root.linkAt({}, 'made/moved', root, 'linked');
    expect(root.statAt({}, 'linked')).toMatchObject({ linkCount: 2n });
    root.unlinkFileAt('linked');
    expect(refusal(() => root.removeDirectoryAt('made'))).toBe('not-empty');
    root.unlinkFileAt('made/moved');
    root.removeDirectoryAt('made/');
    expect(fs.readdirSync(inside)).toEqual(['folder']);
    root.setTimesAt({}, 'folder', { tag: 'timestamp', val: { seconds: 5n, nanoseconds: 500_000_000 } }, { tag: 'no-change' });
    expect(root.statAt({}, 'folder').dataAccessTimestamp).toEqual({ seconds: 5n, nanoseconds: 500_000_000 });
    const folder = root.openAt({}, 'folder', { directory: true }, {});
    const before = folder.stat().dataModificationTimestamp;
    folder.setTimes({ tag: 'now' }, { tag: 'no-change' });
    expect(Math.abs(Number(folder.stat().dataAccessTimestamp.seconds) - Date.now() / 1000)).toBeLessThan(60);
    expect(folder.stat().dataModificationTimestamp.seconds).toBe(before.seconds);
  });

  test('are listed', () => {
    const [root] = grant() as [Descriptor];
    fs.symlinkSync('file', path.join(inside, 'link'));
    const stream = root.readDirectory();
    const entries = [];
    for (let entry = stream.readDirectoryEntry(); entry !== undefined; entry = stream.readDirectoryEntry()) entries.push(entry);
    expect(entries.sort((a, b) => a.name.localeCompare(b.name))).toEqual([
      { type: 'regular-file', name: 'file' },
      { type: 'directory', name: 'folder' },
      { type: 'symbolic-link', name: 'link' },
    ]);
    expect(stream.readDirectoryEntry()).toBeUndefined();
  });

  test('know what is the same', () => {
    const [root] = grant() as [Descriptor];
    const [one, same, other] = ['file', 'folder/../file', 'folder'].map((name) => root.openAt({}, name, {}, { read: true })) as [
      Descriptor,
      Descriptor,
      Descriptor,
    ];
    expect([one.isSameObject(same), one.isSameObject(other)]).toEqual([true, false]);
    expect(one.metadataHash()).toEqual(same.metadataHash());
    expect(one.metadataHash()).toEqual(root.metadataHashAt({}, 'file'));
    expect(one.metadataHash()).not.toEqual(other.metadataHash());
    expect([one.getType(), other.getType()]).toEqual(['regular-file', 'directory']);
    expect(one.getFlags()).toMatchObject({ read: true, mutateDirectory: false });
  });

  test.each([
    ['..', '../secret'],
    ['.. behind a folder', 'folder/../../secret'],
    ['.. that would come back', '../inside/file'],
    ['an absolute path', '/etc/hostname'],
    ['an absolute path of its own', '//file'],
    ['a link out', 'out'],
    ['a link out through a folder', 'folder/deep/out'],
    ['an absolute link', 'absolute'],
    ['an absolute link that would come back', 'home'],
    ['a link to a folder outside', 'up/secret'],
    ['a link to a link out', 'indirect'],
  ])('refuse %s', (_, name) => {
    fs.symlinkSync('../secret', path.join(inside, 'out'));
    fs.symlinkSync('../../../secret', path.join(inside, 'folder/deep/out'));
    fs.symlinkSync(path.join(base, 'secret'), path.join(inside, 'absolute'));
    fs.symlinkSync(path.join(inside, 'file'), path.join(inside, 'home'));
    fs.symlinkSync('..', path.join(inside, 'up'));
    fs.symlinkSync('folder/deep/out', path.join(inside, 'indirect'));
    const [root] = grant() as [Descriptor];
    expect(refusal(() => read(root, name))).toBe('not-permitted');
    expect(refusal(() => create(root, name))).toBe('not-permitted');
    expect(refusal(() => root.statAt({ symlinkFollow: true }, name))).toBe('not-permitted');
    expect(refusal(() => root.setTimesAt({ symlinkFollow: true }, name, { tag: 'now' }, { tag: 'now' }))).toBe('not-permitted');
    expect(fs.readFileSync(path.join(base, 'secret'), 'utf8')).toBe('secret');
  });

  test('refuse to leave a folder opened below, too', () => {
    const [root] = grant() as [Descriptor];
    const folder = root.openAt({}, 'folder', {}, {});
    expect(read(folder, 'other')).toBe('other');
    expect(refusal(() => read(folder, '../file'))).toBe('not-permitted');
    expect(refusal(() => folder.renameAt('other', folder, '../stolen'))).toBe('not-permitted');
    expect(refusal(() => folder.linkAt({}, '../file', folder, 'stolen'))).toBe('not-permitted');
  });

  test('follow links that stay inside, and know when to give up', () => {
    fs.symlinkSync('folder/../file', path.join(inside, 'link'));
    fs.symlinkSync('../link', path.join(inside, 'folder/link'));
    fs.symlinkSync('loop', path.join(inside, 'loop'));
    fs.symlinkSync('folder', path.join(inside, 'way'));
    const [root] = grant() as [Descriptor];
    expect(read(root, 'folder/link')).toBe('content');
    expect(read(root, 'way/link')).toBe('content');
    expect(refusal(() => read(root, 'loop'))).toBe('loop');
    expect(refusal(() => read(root, 'link', false))).toBe('loop');
    expect(root.statAt({}, 'link').type).toBe('symbolic-link');
    expect(root.readlinkAt('link')).toBe('folder/../file');
    fs.symlinkSync('/etc', path.join(inside, 'etc'));
    expect(refusal(() => root.readlinkAt('etc'))).toBe('not-permitted');
  });

  test('make no link, and take none along as a file', () => {
    const [root] = grant() as [Descriptor];
    for (const target of ['../secret', '/etc/hostname', 'file'])
      expect(refusal(() => root.symlinkAt(target, 'link'))).toBe('not-permitted');
    fs.symlinkSync('../secret', path.join(inside, 'out'));
    expect(refusal(() => root.linkAt({}, 'out', root, 'copy'))).toBe('not-permitted');
    expect(refusal(() => root.linkAt({ symlinkFollow: true }, 'out', root, 'copy'))).toBe('invalid');
    root.renameAt('out', root, 'folder/out'); // it leads elsewhere from there: inside/secret
    expect(refusal(() => read(root, 'folder/out'))).toBe('no-entry');
    root.renameAt('folder/out', root, 'out');
    expect(refusal(() => read(root, 'out'))).toBe('not-permitted');
  });

  test('let nothing pass from one grant to another', () => {
    const both = [
      { guest: '/read', host: path.join(inside, 'folder') },
      { guest: '/write', host: inside, write: true },
    ];
    const [reading, writing] = grant(...both) as [Descriptor, Descriptor];
    expect(refusal(() => writing.renameAt('file', reading, 'moved'))).toBe('cross-device');
    expect(refusal(() => writing.linkAt({}, 'file', reading, 'linked'))).toBe('cross-device');
    expect(refusal(() => reading.linkAt({}, 'other', writing, 'linked'))).toBe('read-only');
    expect(refusal(() => reading.renameAt('other', writing, 'moved'))).toBe('read-only');
  });

  test('change nothing that was granted for reading', () => {
    const [root] = grant({ guest: '/', host: inside }) as [Descriptor];
    const before = execFileSync('ls', ['-lR', '--time-style=full-iso', inside]);
    const open = (flags: object, how: object = {}) => root.openAt({}, 'file', how, flags);
    const attempts: (() => unknown)[] = [
      () => open({ read: true, write: true }),
      () => open({ read: true }, { truncate: true }),
      () => open({ read: true }, { create: true }),
      () => open({ mutateDirectory: true }),
      () => root.openAt({}, 'new', { create: true }, { write: true }),
      () => root.createDirectoryAt('new'),
      () => root.removeDirectoryAt('folder'),
      () => root.unlinkFileAt('file'),
      () => root.renameAt('file', root, 'moved'),
      () => root.linkAt({}, 'file', root, 'linked'),
      () => root.symlinkAt('file', 'link'),
      () => root.setTimesAt({}, 'file', { tag: 'now' }, { tag: 'now' }),
      () => root.setTimes({ tag: 'now' }, { tag: 'now' }),
    ];
    for (const attempt of attempts) expect(refusal(attempt)).toBe('read-only');
    const file = open({ read: true });
    for (const attempt of [
      () => file.write(utf8('x'), 0n),
      () => file.setSize(0n),
      () => file.writeViaStream(0n),
      () => file.appendViaStream(),
    ])
      expect(refusal(attempt)).toBe('bad-descriptor');
    expect(execFileSync('ls', ['-lR', '--time-style=full-iso', inside])).toEqual(before);
  });

  test('take so many bytes, and so many files', () => {
    const [root] = grant({ guest: '/', host: inside, write: true, maxBytesWritten: 4096 + 10 }) as [Descriptor];
    const file = create(root, 'new');
    file.write(utf8('12345'), 0n);
    file.setSize(3n);
    file.setSize(5n);
    expect(refusal(() => file.write(utf8('1234'), 0n))).toBe('quota');
    const stream = file.appendViaStream();
    const failure = refusal(() => stream.write(utf8('1234'))) as { tag: string; val: { codeOf(kind: string): unknown } };
    expect([failure.tag, failure.val.codeOf('file'), failure.val.codeOf('http')]).toEqual(['last-operation-failed', 'quota', undefined]);
    expect(refusal(() => stream.write(utf8('1')))).toEqual({ tag: 'closed' });
    file.write(utf8('123'), 0n);
    expect(refusal(() => file.setSize(2n ** 40n))).toBe('quota');
    for (const attempt of [() => create(root, 'another'), () => root.createDirectoryAt('another')]) expect(refusal(attempt)).toBe('quota');
    expect(fs.readFileSync(path.join(inside, 'new'), 'utf8')).toBe('123\0\0');
  });

  test('answer mistakes by what they are', () => {
    const [root] = grant() as [Descriptor];
    const file = root.openAt({}, 'file', {}, { read: true });
    execFileSync('mkfifo', [path.join(inside, 'pipe')]);
    const cases: [unknown, () => unknown][] = [
      ['no-entry', () => read(root, '')],
      ['no-entry', () => read(root, 'none')],
      ['no-entry', () => read(root, 'none/file')],
      ['not-directory', () => read(root, 'file/file')],
      ['not-directory', () => read(root, 'file/')],
      ['not-directory', () => read(root, 'file/..')],
      ['invalid', () => read(root, 'file\0')],
      ['name-too-long', () => read(root, 'x'.repeat(300))],
      ['name-too-long', () => read(root, './'.repeat(3000))],
      ['not-permitted', () => read(root, 'pipe')],
      ['not-directory', () => file.readDirectory()],
      ['not-directory', () => file.openAt({}, 'x', {}, {})],
      ['not-directory', () => root.openAt({}, 'file', { directory: true }, {})],
      ['invalid', () => root.openAt({}, 'new', { directory: true, create: true }, {})],
      ['exist', () => root.openAt({}, 'file', { create: true, exclusive: true }, { write: true })],
      ['exist', () => root.openAt({}, 'folder', { create: true, exclusive: true }, {})],
      ['exist', () => root.createDirectoryAt('folder')],
      ['exist', () => root.createDirectoryAt('.')],
      ['exist', () => root.linkAt({}, 'file', root, 'folder/other')],
      ['is-directory', () => root.openAt({}, 'folder', {}, { write: true })],
      ['is-directory', () => root.unlinkFileAt('folder')],
      ['is-directory', () => root.openAt({}, 'folder', {}, {}).read(1n, 0n)],
      ['not-directory', () => root.removeDirectoryAt('file')],
      ['not-directory', () => root.unlinkFileAt('file/')],
      ['invalid', () => root.removeDirectoryAt('.')],
      ['busy', () => root.renameAt('.', root, 'folder/x')],
      ['not-directory', () => root.renameAt('file', root, 'x/')],
      ['invalid', () => root.renameAt('folder', root, 'folder/deep/x')],
      ['file-too-large', () => file.read(1n, 2n ** 63n)],
      ['invalid', () => root.readlinkAt('file')],
      ['bad-descriptor', () => root.openAt({}, 'file', {}, { write: true }).read(1n, 0n)],
    ];
    expect(cases.map(([, run]) => refusal(run))).toEqual(cases.map(([code]) => code));
  });

  test('leave nothing open where an instance had no room for more', () => {
    const before = kind === 'held' ? openFds() : 0;
    const [root] = grant() as [Descriptor];
    const file = root.openAt({}, 'file', {}, { read: true });
    while (root.handles.size < 10_000) file.readViaStream(0n);
    const attempts = [
      () => file.readViaStream(0n),
      () => root.readDirectory(),
      () => root.openAt({}, 'file', {}, { read: true }),
      () => root.openAt({}, 'folder', {}, {}),
    ];
    for (const attempt of attempts) expect(attempt).toThrow('it holds more than 10000 resources');
    ends.pop()!();
    if (kind === 'held') expect(openFds()).toBe(before);
  });

  test('leave nothing open behind an instance, and let it open only so many', () => {
    const before = kind === 'held' ? openFds() : 0;
    const [root] = grant() as [Descriptor];
    const open = [() => root.openAt({}, 'folder', {}, {}), () => create(root, 'new'), () => root.readDirectory()];
    const opened = Array.from({ length: 256 }, (_, i) => open[i % 3]!());
    for (const one of open) expect(refusal(one)).toBe('insufficient-memory');
    for (const i of [0, 1, 2]) {
      opened[i]![Symbol.dispose]();
      open[i]!();
      expect(refusal(open[i]!)).toBe('insufficient-memory');
    }
    const file = opened[4] as Descriptor;
    const stream = file.readViaStream(0n);
    file[Symbol.dispose]();
    expect(refusal(open[1]!)).toBe('insufficient-memory'); // the stream holds it open
    stream[Symbol.dispose]();
    open[1]!();
    (opened[7] as Descriptor).readViaStream(0n);
    for (let i = 0; i < 50; i++) refusal(() => read(root, 'folder/deep/../none'));
    ends.pop()!();
    if (kind === 'held') expect(openFds()).toBe(before);
  });
});
