import { describe, expect, test } from 'vitest';
import { InvalidWheelError, verifyWheel } from '../../host/packages/index.js';
import { makeWheel, makeZip, wheelOf } from './make-wheel.ts';

const whole = makeWheel();
const cut = (length: number) => wheelOf(whole.file, whole.bytes.slice(0, length));
const named = (file: string) => wheelOf(file, whole.bytes);

test('verifyWheel() takes a good wheel', async () => {
  await expect(verifyWheel(whole)).resolves.toBeUndefined();
  const inside = makeWheel([{ name: 'handmade/a..b/..c.py', text: '' }]);
  await expect(verifyWheel(inside)).resolves.toBeUndefined();
});

describe('verifyWheel() refuses', () => {
  test.each<[string, { file: string; sha256: string; bytes: Uint8Array<ArrayBuffer> }, string]>([
    ['nothing', wheelOf(whole.file, new Uint8Array()), 'it is no zip archive, or is cut'],
    [
      'a page of a server',
      wheelOf(whole.file, new Uint8Array(Buffer.from('<html>404</html>'.repeat(9)))),
      'it is no zip archive, or is cut',
    ],
    ['a wheel without its end', cut(whole.bytes.length - 1), 'it is no zip archive, or is cut'],
    ['bytes before the archive', wheelOf(whole.file, new Uint8Array([1, ...whole.bytes])), 'its directory is not where it says'],
    ['a parent folder', makeWheel([{ name: 'handmade/../../evil.py', text: '' }]), '"handmade/../../evil.py" would lie outside'],
    ['a root', makeWheel([{ name: '/lib/python3.14/os.py', text: '' }]), '"/lib/python3.14/os.py" would lie outside'],
    ['a drive', makeWheel([{ name: 'C:evil.py', text: '' }]), '"C:evil.py" would lie outside'],
    ['a backslash', makeWheel([{ name: '..\\evil.py', text: '' }]), 'would lie outside'],
    ['a link', makeWheel([{ name: 'handmade/link', text: '/etc', link: true }]), '"handmade/link" is a symbolic link'],
    ['a bomb', makeWheel([{ name: 'handmade/zeros', text: '', size: 2 ** 30 }]), 'more than 536870912'],
    ['ZIP64', makeWheel([{ name: 'handmade/zeros', text: '', size: 2 ** 32 - 1 }]), 'it is a ZIP64 archive'],
    ['no metadata', wheelOf(whole.file, makeZip([{ name: 'a.py', text: '' }])), 'it has 0 files *.dist-info/METADATA, not 1'],
    ['files to be moved', makeWheel([{ name: 'x-1.data/purelib/x.py', text: '' }]), '"x-1.data/purelib/x.py" would have to be moved'],
    [
      'another platform',
      named('handmade-1.0-cp314-cp314-manylinux_2_28_x86_64.whl'),
      'it is not for Python 3.14.2 on pyemscripten_2026_0_wasm32',
    ],
    ['an older Pyodide', named('handmade-1.0-cp313-cp313-pyemscripten_2025_0_wasm32.whl'), 'it is not for Python 3.14.2'],
    ['another Python', named('handmade-1.0-cp313-cp313-pyemscripten_2026_0_wasm32.whl'), 'it is not for Python 3.14.2'],
    ['a newer Python', named('handmade-1.0-py315-none-any.whl'), 'it is not for Python 3.14.2'],
    ['a source', named('handmade-1.0.tar.gz'), 'this is no name of a wheel'],
    ['a path', named('../handmade-1.0-py3-none-any.whl'), 'this is no name of a wheel'],
  ])('%s', async (_, wheel, reason) => {
    const error = await verifyWheel(wheel).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(InvalidWheelError);
    expect((error as Error).message).toContain(`Cannot use wheel "${wheel.file}": `);
    expect((error as Error).message).toContain(reason);
  });

  test('more files than are allowed', async () => {
    await expect(verifyWheel(whole, { unpackedBytes: 1e6, files: 3 })).rejects.toThrow('it has 4 files, more than 3');
  });
});

test.each([
  'cp314-cp314-pyemscripten_2026_0_wasm32',
  'cp39-abi3-pyemscripten_2026_0_wasm32',
  'py2.py3-none-any',
  'cp314-none-any',
  'py310-none-any',
])('a wheel for %s fits', async (tags) => {
  await expect(verifyWheel(named(`handmade-1.0-${tags}.whl`))).resolves.toBeUndefined();
  await expect(verifyWheel(named(`handmade-1.0-1-${tags}.whl`))).resolves.toBeUndefined();
});
