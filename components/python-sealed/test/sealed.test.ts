import fs from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RawExecutor } from '../../../runtime/conformance/subject.ts';
import { read, refusal, runRequest } from '../../python/test/executor.ts';
import { pythonSealed } from '../index.js';
import { loadSealed } from './subject.ts';

let instance: RawExecutor;
beforeAll(async () => {
  instance = await loadSealed();
});
const inMain = (body: string) => `def main():\n${body.replaceAll(/^/gm, '    ')}`;
const run = (body: string) => read(instance.execute(runRequest(inMain(body))));
const lastLine = (body: string) => {
  const error = refusal(() => instance.execute(runRequest(inMain(body))));
  expect(error.tag).toBe('failed');
  return error.tag === 'failed' ? error.val.split('\n').at(-1) : '';
};

test('nothing of JavaScript is behind the component', () => {
  const glue = fs.readFileSync(pythonSealed.builds[0]!.glue, 'utf8');
  expect(glue).not.toMatch(/import\s*[{*]|import\(|require\(/);
  expect(pythonSealed.imports).toBeUndefined();
});

describe('what is not there is an error of Python, and the instance lives on', () => {
  const denied = (what: string) => `PermissionError: ${what} is not available: this Python is sealed off from the system`;
  test.each([
    ['open("/etc/passwd")', denied('open')],
    ['open("x", "w").write("x")', denied('open')],
    ['import io; io.FileIO("/etc/passwd")', 'PermissionError: FileIO is not available: this Python is sealed off from the system'],
    ['import pathlib; pathlib.Path("/etc/passwd").read_text()', denied('open')],
    ['import os; os.listdir("/")', denied('os.listdir')],
    ['import posix; posix.stat("/")', denied('os.stat')],
    ['import os; os.getcwd()', denied('os.getcwd')],
    ['import os; os.urandom(8)', denied('os.urandom')],
    ['import os; os._exit(3)', denied('os._exit')],
    ['import os; os.abort()', denied('os.abort')],
    ['import secrets; secrets.token_hex()', denied('os.urandom')],
    ['import uuid; uuid.uuid4()', denied('os.urandom')],
    ['import random; random.SystemRandom().random()', denied('os.urandom')],
    ['import time; time.time()', denied('time.time')],
    ['import time; time.sleep(1)', denied('time.sleep')],
    ['import time; time.perf_counter()', denied('time.perf_counter')],
    ['import time; time.localtime()', denied('time.localtime of the present moment')],
    ['import time; time.strftime("%Y")', denied('time.strftime of the present moment')],
    ['import datetime; datetime.datetime.now()', denied('time.time')],
    ['import datetime; datetime.date.today()', denied('time.time')],
    ['import threading; threading.Thread(target=print).start()', "RuntimeError: can't start new thread: this Python has no threads"],
    ['import socket', "ModuleNotFoundError: No module named 'socket'"],
    ['import subprocess', "ModuleNotFoundError: No module named 'subprocess'"],
    ['import asyncio', "ModuleNotFoundError: No module named 'asyncio'"],
    ['import ctypes', "ModuleNotFoundError: No module named 'ctypes'"],
    ['import _posixsubprocess', "ModuleNotFoundError: No module named '_posixsubprocess'"],
    ['import select', "ModuleNotFoundError: No module named 'select'"],
    ['import wit_world.imports.nothing', "ModuleNotFoundError: No module named 'wit_world.imports.nothing'"],
    [
      'import zoneinfo; zoneinfo.ZoneInfo("Europe/Berlin")',
      "zoneinfo._common.ZoneInfoNotFoundError: 'No time zone found with key Europe/Berlin'",
    ],
    ['return input()', 'EOFError: EOF when reading a line'],
    ['return eval("1 +")', 'SyntaxError: invalid syntax'],
    ['return compile("x = (", "/etc/passwd", "exec")', "SyntaxError: '(' was never closed"],
  ])('%s', (body, last) => {
    expect(lastLine(body)).toBe(last);
    expect(run('return 1').result).toBe(1);
  });
});

describe('what needs nothing from outside works', () => {
  test.each<[string, unknown]>([
    ['import sys; sys.stderr.write("x"); sys.__stdout__.write("y"); sys.stdout.flush(); return 1', 1],
    ['import warnings; warnings.warn("x"); return 1', 1],
    ['import logging; logging.warning("x"); return 1', 1],
    ['import os; return [os.path.exists("/etc/passwd"), os.path.join("a", "b"), dict(os.environ)]', [false, 'a/b', {}]],
    ['import time; return time.strftime("%Y-%m-%d", time.gmtime(0))', '1970-01-01'],
    ['import datetime as d; return str(d.datetime(2024, 2, 28) + d.timedelta(days=1))', '2024-02-29 00:00:00'],
    ['import datetime as d; return d.datetime.strptime("2020-01-02", "%Y-%m-%d").isoformat()', '2020-01-02T00:00:00'],
    ['import datetime as d; return d.datetime.fromtimestamp(0, d.UTC).isoformat()', '1970-01-01T00:00:00+00:00'],
    ['import hashlib; return hashlib.sha256(b"x").hexdigest()[:8]', '2d711642'],
    ['import zlib; return zlib.decompress(zlib.compress(b"xy")).decode()', 'xy'],
    ['import decimal; return str(decimal.Decimal(2).sqrt())', '1.414213562373095048801688724'],
    ['import xml.etree.ElementTree as e; return e.fromstring("<a>x</a>").text', 'x'],
    ['import re, csv, statistics, fractions, tomllib; return tomllib.loads("a = 1")', { a: 1 }],
    ['return "é".encode("cp1252").hex()', 'e9'],
    ['import threading; return threading.current_thread().name', 'MainThread'],
    ['import inspect; return inspect.getsource(main).startswith("def main")', true],
  ])('%s', (body, result) => {
    expect(run(body).result).toEqual(result);
  });

  test('equal requests have equal answers: there is no entropy, and every run begins with the same seed', async () => {
    const draw = 'import random; return [random.random(), random.Random().random(), random.Random(7).random(), hash("größe")]';
    const first = run(draw).result as number[];
    expect(new Set(first).size).toBe(4);
    expect(run(draw).result).toEqual(first);
    const other = read((await loadSealed()).execute(runRequest(inMain(draw)))).result;
    expect(other).toEqual(first);
    expect(first[2]).toBe(0.32383276483316237); // CPython's own, of seed 7
  });
});
