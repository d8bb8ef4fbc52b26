// What MessagePack itself has no word for is written by these extension types. All numbers in their data are big-endian,
// as in MessagePack, except the elements of typed arrays, which are little-endian.
//
// Integers of MessagePack are read as numbers, so one beyond 2^53 has to be a `bigint`. Its byte strings are read as
// Uint8Arrays; none are written.
//
// A *leaf* says everything in its data. A *head* is the first item of a list and says what the list is; an array of the
// program never begins with one.
//
// | type | name         | form | data                             | rest of the list, meaning                            |
// |------|--------------|------|----------------------------------|------------------------------------------------------|
// | 1    | undefined    | leaf | none                             | `undefined`                                          |
// | 2    | negativeZero | leaf | none                             | -0 (a float64 of MessagePack means the same)         |
// | 3    | bigint       | leaf | two's complement, any length     | an integer                                           |
// | 4    | date         | leaf | float64                          | ms since 1970-01-01T00:00Z, NaN when invalid         |
// | 5    | utf16        | leaf | UTF-16, little-endian            | a string with unpaired surrogates                    |
// | 6    | inlineArray  | leaf | u8 kind, elements                | an array of a kind of array-kinds.ts                 |
// | 7    | array        | leaf | u8 kind, u32 buffer, u64 offset, | such an array in a buffer of layout.ts; sizes are in |
// |      |              |      | u64 length                       | bytes; kind + 128: its ArrayBuffer is a value too    |
// | 8    | dependency   | leaf | u32 index                        | the task's dependency of this index                  |
// | 9    | node         | leaf | u32 index                        | an object of the graph                               |
// | 10   | graph        | head | none                             | the value, then the objects that occur more than     |
// |      |              |      |                                  | once in it: only around a whole value                |
// | 11   | reference    | head | none                             | id, extra: an ObjectRef or an actor handle           |
// | 12   | map          | head | none                             | key, value, key, value, ...                          |
// | 13   | set          | head | none                             | its items                                            |
// | 14   | regexp       | head | none                             | source, flags                                        |
// | 15   | error        | head | none                             | see error-form.ts                                    |
// | 16   | object       | head | none                             | key, value, ...: an object that MessagePack's map    |
// |      |              |      |                                  | cannot carry (a key `__proto__` or not Unicode)      |
// | 17   | nullObject   | head | none                             | key, value, ...: an object without a prototype       |
// | 18   | sparse       | head | none                             | length, index, value, ...: an array with holes       |
// | 19   | registered   | head | none                             | name, plain form: see registerType                   |

/** The numbers of the table above. */
export const extension = {
  undefined: 1,
  negativeZero: 2,
  bigint: 3,
  date: 4,
  utf16: 5,
  inlineArray: 6,
  array: 7,
  dependency: 8,
  node: 9,
  graph: 10,
  reference: 11,
  map: 12,
  set: 13,
  regexp: 14,
  error: 15,
  object: 16,
  nullObject: 17,
  sparse: 18,
  registered: 19,
} as const;

const none = new Uint8Array(0);

/** One extension value between our code and the library, which knows it by its shape. */
export class Extension {
  type: number;
  data: Uint8Array;

  constructor(type: number, data: Uint8Array = none) {
    this.type = type;
    this.data = data;
  }

  /** Whether it is the first item of a list that it explains. */
  get isHead(): boolean {
    return this.type >= extension.graph && this.type <= extension.registered;
  }
}
