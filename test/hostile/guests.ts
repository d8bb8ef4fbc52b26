import type { ExecutorLimits } from '../../runtime/executor/executor-limits.ts';
import type { SmallExecutor } from '../fixtures/make-component.ts';

/** An executor that means harm, and what its caller is told. */
export interface HostileGuest {
  readonly does: string;
  /** In WAT; its one operation is `go`. */
  readonly guest: SmallExecutor;
  readonly limits?: ExecutorLimits;
  /** Of the call of `go`. */
  readonly error: string;
  readonly message: RegExp;
}

const resultAt = 2048;
/** Instructions that write 32-bit numbers from an address on. */
const put = (at: number, ...numbers: number[]) => numbers.map((n, i) => `(i32.store (i32.const ${at + 4 * i}) (i32.const ${n}))`).join(' ');
const done = `(i32.const ${resultAt})`;
/** Answers with lists, each as address and length. */
const answers = (values: readonly [number, number], outputs: readonly [number, number]) =>
  `${put(resultAt, 0, ...values, ...outputs)} ${done}`;
/** Answers that the operation failed, and why: a text as address and length. */
const fails = (at: number, length: number) => `${put(resultAt, 1, 3, at, length)} ${done}`;
const after = (code: string) => `${code} ${answers([0, 0], [0, 0])}`;

/** An executor that does nothing, and well. */
export const harmless: SmallExecutor = { name: 'harmless', operation: 'go', executeBody: answers([0, 0], [0, 0]) };

const gibibyte = 2 ** 30;
const manyOutputs = 1000;
/** A list of tensors at 3000 that all lie in the same 200 MiB: as large in every copy. */
const overlapping = Array.from({ length: manyOutputs }, (_, i) => put(100_000 + 28 * i, 16, 1, 0, 0, 1, 0, 200 * 2 ** 20)).join(' ');

/** Declares one value `j` of kind JSON, and answers with so many bytes from an address on for it. */
const answersJson = (fill: string, at: number, length: number): SmallExecutor => ({
  operationsBody: `${put(60_040, 50_000, 1)} ${put(50_000, 49_000, 1)} (i32.store8 (i32.const 50016) (i32.const 6))`,
  fields: '(data (i32.const 49000) "j")',
  executeBody: `${fill} ${put(3000, 49_000, 1, 6, 0, at, length)} ${answers([3000, 1], [0, 0])}`,
});
const mebibyte = 2 ** 20;

/** An executor one of whose calls does not end by itself. */
export interface EndlessGuest {
  readonly does: string;
  readonly guest: SmallExecutor;
  /** Only metering stops it: V8 ends a thread where its code looks for that, and here it does not look. */
  readonly unending?: boolean;
}

/** What is stopped when its time is over. */
export const endless: readonly EndlessGuest[] = [
  { does: 'loops', guest: { executeBody: after('(loop (br 0))') } },
  {
    does: 'loops in a loop that catches all',
    guest: {
      fields: '(func $spin (loop (br 0)))',
      executeBody: after('(loop $l (block $h (try_table (catch_all $h) (call $spin))) (br $l))'),
    },
  },
  {
    does: 'recurses mutually, 2^300 calls deep in all',
    guest: {
      fields: `(func $a (param i32) (if (local.get 0) (then (call $b (i32.sub (local.get 0) (i32.const 1))) (call $b (i32.sub (local.get 0) (i32.const 1))))))
        (func $b (param i32) (call $a (local.get 0)))`,
      executeBody: after('(call $a (i32.const 300))'),
    },
  },
  {
    does: 'calls itself in tail position',
    unending: true,
    guest: { fields: '(func $a (return_call $b)) (func $b (return_call $a))', executeBody: after('(call $a)') },
  },
  {
    does: 'fills all of its memory, again and again',
    unending: true,
    guest: { memory: '4096', executeBody: after('(loop (memory.fill (i32.const 65536) (i32.const 0) (i32.const 0xffeffff)) (br 0))') },
  },
  {
    does: 'copies all of its memory, again and again',
    unending: true,
    guest: { memory: '4096', executeBody: after('(loop (memory.copy (i32.const 65536) (i32.const 65537) (i32.const 0xffefffe)) (br 0))') },
  },
  { does: 'loops where it is asked for memory', guest: { reallocBody: '(loop (br 0)) (i32.const 0)' } },
  { does: 'loops after it has answered', guest: { executeBody: answers([0, 0], [0, 0]), executedBody: '(loop (br 0))' } },
];

export const hostileGuests: readonly HostileGuest[] = [
  {
    does: 'takes all memory there is, page by page, and gives up',
    guest: { executeBody: after('(loop (br_if 0 (i32.ne (i32.const -1) (memory.grow (i32.const 1))))) (unreachable)') },
    limits: { memoryBytes: 64 * 2 ** 20 },
    error: 'OutOfMemoryError',
    message: /its limit memoryBytes of 67108864/,
  },
  {
    does: 'takes all memory there is and writes to all of it',
    guest: {
      executeBody: after(`(drop (memory.grow (i32.const 4095)))
        (memory.fill (i32.const 65536) (i32.const 7) (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 65536))) (unreachable)`),
    },
    error: 'OutOfMemoryError',
    message: /its limit memoryBytes of 268435456/,
  },
  {
    does: 'asks for more than it may have at once, and uses what it was refused',
    guest: { executeBody: after('(drop (memory.grow (i32.const 60000))) (i32.store (i32.const 0x70000000) (i32.const 1))') },
    error: 'ExecutorFaultError',
    message: /out of bounds/i,
  },
  {
    does: 'recurses for ever',
    guest: { fields: '(func $f (call $f) (call $f))', executeBody: after('(call $f)') },
    error: 'ExecutorFaultError',
    message: /call stack/i,
  },
  { does: 'traps', guest: {}, error: 'ExecutorFaultError', message: /trapped: .*unreachable/i },
  {
    does: 'traps where it is asked for memory',
    guest: { reallocBody: 'unreachable' },
    error: 'ExecutorFaultError',
    message: /trapped: .*unreachable/i,
  },
  {
    does: 'traps after it has answered',
    guest: { executeBody: answers([0, 0], [0, 0]), executedBody: 'unreachable' },
    error: 'ExecutorFaultError',
    message: /trapped: .*unreachable/i,
  },
  {
    does: 'gives memory outside of its own',
    guest: { reallocBody: '(i32.const 0x7fff0000)' },
    error: 'ExecutorFaultError',
    message: /cabi_realloc gave address/,
  },
  { does: 'gives no memory', guest: { reallocBody: '(i32.const 0)' }, error: 'OutOfMemoryError', message: /has no memory for 2 bytes/ },
  {
    does: 'answers outside of its memory',
    guest: { executeBody: '(i32.const 65532)' },
    error: 'ExecutorFaultError',
    message: /ends outside its memory/,
  },
  { does: 'answers at an odd address', guest: { executeBody: '(i32.const 2049)' }, error: 'ExecutorFaultError', message: /not aligned/ },
  {
    does: 'answers with 2^32 - 1 values',
    guest: { executeBody: answers([8, 2 ** 32 - 1], [0, 0]) },
    error: 'ExecutorFaultError',
    message: /4294967295 times/,
  },
  {
    does: 'answers with 2^32 - 1 tensors',
    guest: { executeBody: answers([0, 0], [8, 2 ** 32 - 1]) },
    error: 'ExecutorFaultError',
    message: /4294967295 times/,
  },
  {
    does: 'answers with a name that is no UTF-8',
    guest: { executeBody: `${put(3000, 0xff)} ${put(3008, 3000, 1, 0, 0, 0, 0)} ${answers([3008, 1], [0, 0])}` },
    error: 'ExecutorFaultError',
    message: /encoded data|UTF-8/i,
  },
  {
    does: 'answers with what it never declared',
    guest: { executeBody: `${put(3000, 0x61)} ${put(3008, 3000, 1, 0, 0, 0, 0)} ${answers([3008, 1], [0, 0])}` },
    error: 'ExecutorFaultError',
    message: /"a"/,
  },
  {
    does: 'answers with a thousand tensors of 200 MiB, all in the same place',
    guest: { memory: '3500', executeBody: `${overlapping} ${answers([0, 0], [100_000, manyOutputs])}` },
    error: 'LimitExceededError',
    message: /limit responseBytes of 268435456/,
  },
  {
    does: 'answers with JSON that is none',
    guest: answersJson('(i32.store (i32.const 4000) (i32.const 0x78787878))', 4000, 3),
    error: 'ExecutorFaultError',
    message: /value "j" of operation "go" is no JSON/,
  },
  {
    does: 'answers with JSON that takes 20 times as much memory',
    guest: {
      memory: '1025',
      // "[[],[],…"
      ...answersJson(
        `(local i32) (loop $l (i32.store (i32.add (local.get 6) (i32.const 65536)) (i32.const 0x2c5d5b2c))
          (br_if $l (i32.lt_u (local.tee 6 (i32.add (local.get 6) (i32.const 3))) (i32.const ${60 * mebibyte}))))
          ${put(65_536, 0x2c5d_5b5b)}`,
        65_536,
        60 * mebibyte,
      ),
    },
    error: 'LimitExceededError',
    message: /limit jsonBytes of 4194304/,
  },
  {
    does: 'fails with a text that lies outside of its memory',
    guest: { executeBody: fails(1024, gibibyte) },
    error: 'ExecutorFaultError',
    message: /ends outside its memory/,
  },
  {
    does: 'fails with a text of 1 GiB',
    guest: { memory: '16385', executeBody: fails(65_536, gibibyte) },
    limits: { memoryBytes: 2 * gibibyte },
    error: 'LimitExceededError',
    message: /limit responseBytes of 268435456/,
  },
];
