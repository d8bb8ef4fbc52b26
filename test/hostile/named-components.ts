// Components in WAT with the name NAME, each in another place of those that a component can give names to.

const realloc = (name = 'r') => `(func (export "${name}") (param i32 i32 i32 i32) (result i32) i32.const 0)`;
const callback = (name = 'c') => `(func (export "${name}") (param i32 i32 i32) (result i32) i32.const 0)`;
const made = '(core instance $i (instantiate $m))';
const lifted = (options = '', name = 'f') => `(func (export "g") ${options.replace('LIFT', `canon lift (core func $i "${name}")`)})`;
const plain = lifted('(LIFT)');
const memory = (name = 'm') => `(alias core export $i "${name}" (core memory $mem))`;
/** A component around one core module that exports what `g` is. */
const around = (fields: string, options = '(LIFT)', name = 'f', before = '') =>
  `(component (core module $m ${fields}) ${made} ${before} ${lifted(options, name)})`;
const f = '(func (export "f"))';
const takesText = (memoryName: string, reallocName: string) =>
  around(
    `(memory (export "${memoryName}") 1) (func (export "f") (param i32 i32)) ${realloc(reallocName)}`,
    `(param "s" string) (LIFT (memory $mem) (realloc (core func $i "${reallocName}")))`,
    'f',
    memory(memoryName),
  );

/** One core module is given `items` under the name `a`. */
const given = (imports: string, items: string) =>
  `(core module $m ${imports} ${f}) (core instance $i (instantiate $m (with "a" (instance ${items})))) ${plain}`;
/** What imports a function, lowers it and gives it to a core module. */
const lowers = (imported: string, callee: string) =>
  `(component ${imported} (core func $l (canon lower ${callee})) ${given('(import "a" "b" (func))', '(export "b" (func $l))')})`;

const core: Readonly<Record<string, string>> = {
  'what is lifted': around('(func (export "NAME"))', '(LIFT)', 'NAME'),
  'a core import, given by a module': `(component (core module $a (func (export "NAME"))) (core module $m (import "a" "NAME" (func)) ${f})
    (core instance $a (instantiate $a)) (core instance $i (instantiate $m (with "a" (instance $a)))) ${plain})`,
  'where a core import is from': `(component (core module $a ${f}) (core module $m (import "NAME" "f" (func)) ${f})
    (core instance $a (instantiate $a)) (core instance $i (instantiate $m (with "NAME" (instance $a)))) ${plain})`,
  'a core import, given by itself': `(component (core module $a ${f}) (core instance $a (instantiate $a))
    ${given('(import "a" "NAME" (func))', '(export "NAME" (func $a "f"))')})`,
  'what a core instance exports': `(component (core module $a ${f}) (core instance $a (instantiate $a))
    (core instance $i (export "NAME" (func $a "f"))) ${lifted('(LIFT)', 'NAME')})`,
  'what a core instance need not be given': `(component (core module $m ${f}) (core instance $a (instantiate $m))
    (core instance $i (instantiate $m (with "NAME" (instance $a)))) ${plain})`,
  'a memory': takesText('NAME', 'r'),
  'a realloc': takesText('m', 'NAME'),
  'a post-return': around(
    `(memory (export "m") 1) (func (export "f") (result i32) i32.const 0) (func (export "NAME") (param i32))`,
    '(result string) (LIFT (memory $mem) (post-return (core func $i "NAME")))',
    'f',
    memory(),
  ),
  'a table': `(component (core module $a (global (export "g") i32 (i32.const 0)) (table (export "NAME") 1 funcref) (memory (export "m") 1))
    (core module $m (import "a" "g" (global i32)) (import "a" "NAME" (table 1 funcref)) (import "a" "m" (memory 1)) ${f})
    (core instance $a (instantiate $a)) (core instance $i (instantiate $m (with "a" (instance $a)))) ${plain})`,
  'a destructor': `(component (core module $a (func (export "NAME") (param i32))) (core instance $a (instantiate $a))
    (type $r (resource (rep i32) (dtor (core func $a "NAME")))) (core func $new (canon resource.new $r))
    (core func $drop (canon resource.drop $r)) ${given(
      '(import "a" "NAME" (func (param i32) (result i32))) (import "a" "d" (func (param i32)))',
      '(export "NAME" (func $new)) (export "d" (func $drop))',
    )})`,
  'an async export': around(
    `(func (export "NAME") (result i32) i32.const 0) ${callback()}`,
    'async (LIFT async (callback (core func $i "c")))',
    'NAME',
  ),
  'a callback': around(
    `(func (export "f") (result i32) i32.const 0) ${callback('NAME')}`,
    'async (LIFT async (callback (core func $i "NAME")))',
  ),
  'a module in a component in a component': `(component (component $c (component $d (core module $m (func (export "NAME"))) ${made}
    ${lifted('(LIFT)', 'NAME')}) (instance $d (instantiate $d)) (export "g" (func $d "g")))
    (instance $c (instantiate $c)) (export "g" (func $c "g")))`,
  'what joins two components': `(component ${takesText('NAME', 'r').replace('(component', '(component $c')}
    (component $d (import "g" (func $g (param "s" string))) (core module $n (memory (export "NAME") 1) ${realloc()})
      (core instance $i (instantiate $n)) ${memory('NAME')}
      (core func $l (canon lower (func $g) (memory $mem) (realloc (core func $i "r"))))
      (core module $m (import "a" "NAME" (func (param i32 i32))) ${f})
      (core instance $k (instantiate $m (with "a" (instance (export "NAME" (func $l)))))) (func (export "h") (canon lift (core func $k "f"))))
    (instance $c (instantiate $c)) (instance $d (instantiate $d (with "g" (func $c "g")))) (export "h" (func $d "h")))`,
};

const instance = '(func $g (canon lift (core func $i "f"))) (instance $x (export "f" (func $g)))';
const ids = ['NAME:p/i@1.0.0', 'n:NAME/i@1.0.0', 'n:p/NAME@1.0.0', 'n:p/i@1.0.0-NAME', 'n:p/i@1.0.0+NAME', 'n:p/NAME', 'webidl:NAME/i'];
const urls = ['url=<NAME>', 'unlocked-dep=<n:NAME@{>=1.0.0}>', 'integrity=<sha256-NAME>'];
const types = {
  'a field': '(record (field "NAME" string) (field "b" u32))',
  'a case': '(variant (case "NAME" string) (case "b"))',
  'an enum': '(enum "NAME" "b")',
  'a flag': '(flags "NAME" "b")',
};
const lists = '(param "s" (list $te)) (result (list $te))';

const outside: Readonly<Record<string, string>> = {
  'an exported function': `(component (core module $m ${f}) ${made} ${plain.replace('"g"', '"NAME"')})`,
  'an exported instance': `(component (core module $m ${f}) ${made} ${instance} (export "NAME" (instance $x)))`,
  'a function of an exported instance': `(component (core module $m ${f}) ${made} ${instance.replace('"f" (func $g)', '"NAME" (func $g)')}
    (export "n:p/i" (instance $x)))`,
  'an imported function': lowers('(import "NAME" (func $f))', '(func $f)'),
  'an imported instance': lowers('(import "NAME" (instance $x (export "f" (func))))', '(func $x "f")'),
  'a function of an imported instance': lowers('(import "n:p/i" (instance $x (export "NAME" (func))))', '(func $x "NAME")'),
  ...Object.fromEntries(
    ids.flatMap((id) => [
      [`an export, in ${id}`, `(component (core module $m ${f}) ${made} ${instance} (export "${id}" (instance $x)))`],
      [`an import, in ${id}`, lowers(`(import "${id}" (instance $x (export "f" (func))))`, '(func $x "f")')],
    ]),
  ),
  ...Object.fromEntries(
    urls.map((name) => [
      `an import of a nested component, in ${name}`,
      `(component (component $c (import "${name}" (func $f)) (export "g" (func $f))) (core module $m ${f}) ${made}
       (func $g (canon lift (core func $i "f"))) (instance $c (instantiate $c (with "${name}" (func $g)))) (export "h" (func $c "g")))`,
    ]),
  ),
  'an exported resource': `(component (core module $m (func (export "c") (result i32) i32.const 1) (func (export "d") (param i32))) ${made}
    (type $r (resource (rep i32) (dtor (core func $i "d")))) (func $c (result (own $r)) (canon lift (core func $i "c")))
    (func $d (param "self" (borrow $r)) (canon lift (core func $i "d")))
    (component $w (import "t" (type $r (sub resource))) (import "c" (func $c (result (own $r))))
      (import "d" (func $d (param "self" (borrow $r)))) (export $re "NAME" (type $r))
      (export "[constructor]NAME" (func $c) (func (result (own $re)))) (export "[method]NAME.f" (func $d) (func (param "self" (borrow $re)))))
    (instance $x (instantiate $w (with "t" (type $r)) (with "c" (func $c)) (with "d" (func $d)))) (export "n:p/i" (instance $x)))`,
  'a method': `(component (import "n:p/i" (instance $x (export "r" (type $r (sub resource)))
      (export "[method]r.NAME" (func (param "self" (borrow $r)))))) (core func $l (canon lower (func $x "[method]r.NAME")))
    ${given('(import "a" "b" (func (param i32)))', '(export "b" (func $l))')})`,
  'an imported resource': `(component (import "NAME" (type $r (sub resource))) (import "[constructor]NAME" (func $f (result (own $r))))
    (core func $l (canon lower (func $f))) (core func $d (canon resource.drop $r)) ${given(
      '(import "a" "b" (func (result i32))) (import "a" "d" (func (param i32)))',
      '(export "b" (func $l)) (export "d" (func $d))',
    )})`,
  'a resource of an import': `(component (import "n:p/i" (instance $x (export "NAME" (type $r (sub resource)))
      (export "[method]NAME.f" (func (param "self" (borrow $r)))))) (core func $l (canon lower (func $x "[method]NAME.f")))
    ${given('(import "a" "b" (func (param i32)))', '(export "b" (func $l))')})`,
  ...Object.fromEntries(
    Object.entries(types).flatMap(([what, type]) => [
      [
        `${what} of what is exported`,
        around(
          `(memory (export "m") 1) (func (export "f") (param i32 i32) (result i32) i32.const 0) ${realloc()}`,
          `${lists} (LIFT (memory $mem) (realloc (core func $i "r")))`,
          'f',
          `${memory()} (type $t ${type}) (import "t" (type $te (eq $t)))`,
        ),
      ],
      [
        `${what} of what is imported`,
        `(component (type $t ${type}) (import "t" (type $te (eq $t))) (import "h" (func $f ${lists}))
         (core module $n (memory (export "m") 1) ${realloc()}) (core instance $i (instantiate $n)) ${memory()}
         (core func $l (canon lower (func $f) (memory $mem) (realloc (core func $i "r"))))
         (core module $m (import "a" "b" (func (param i32 i32 i32))) ${f}) (core instance $k (instantiate $m (with "a" (instance (export "b" (func $l))))))
         (func (export "g") (canon lift (core func $k "f"))))`,
      ],
    ]),
  ),
  'a parameter': around('(func (export "f") (param i32))', '(param "NAME" u32) (LIFT)'),
  'a type': around(
    '(func (export "f") (param i32))',
    '(param "x" $te) (LIFT)',
    'f',
    '(type $t (enum "a" "b")) (import "NAME" (type $te (eq $t)))',
  ),
  'names for debuggers': `(component $"NAME" (core module $m (func $"NAME" (export "f"))) ${made}
    (func $"NAME" (canon lift (core func $i "f"))) (export "g" (func $"NAME")))`,
  'sections of its own': `(component (@custom "NAME" "NAME") (@producers (language "NAME" "NAME"))
    (core module $m (@custom "NAME" "NAME") ${f}) ${made} ${plain})`,
  'its documentation': `(component (core module $m ${f}) ${made} ${plain}
    (@custom "package-docs" "\\01{\\22worlds\\22:{\\22root\\22:{\\22docs\\22:\\22NAME\\22,\\22funcs\\22:{\\22g\\22:\\22NAME\\22}}}}"))`,
};

const refused: Readonly<Record<string, string>> = {
  'what streams use': `(component (core module $n (memory (export "NAME") 1)) (core instance $i (instantiate $n)) ${memory('NAME')}
    (type $s (stream u8)) (core func $new (canon stream.new $s)) (core func $read (canon stream.read $s async (memory $mem)))
    (core func $wait (canon waitable-set.wait (memory $mem))) (core func $ret (canon task.return (result u32)))
    (core module $m (import "a" "NAME" (func (result i64))) (import "a" "read" (func (param i32 i32 i32) (result i32)))
      (import "a" "wait" (func (param i32 i32) (result i32))) (import "a" "ret" (func (param i32)))
      (func (export "f") (result i32) i32.const 0) ${callback()})
    (core instance $k (instantiate $m (with "a" (instance (export "NAME" (func $new)) (export "read" (func $read))
      (export "wait" (func $wait)) (export "ret" (func $ret))))))
    (func (export "g") async (result u32) (canon lift (core func $k "f") async (memory $mem) (callback (core func $k "c")))))`,
  'what an imported module exports': `(component (import "x" (core module $m (export "NAME" (func)))) ${made} ${lifted('(LIFT)', 'NAME')})`,
  'what an import stands for': lowers('(import "foo" (implements "n:p/NAME") (instance $x (export "f" (func))))', '(func $x "f")'),
  'what an import is known as outside': lowers('(import "foo" (external-id "NAME") (func $f))', '(func $f)'),
  ...Object.fromEntries(
    urls.map((name) => [`an import, in ${name}`, `(component (import "${name}" (func $f)) (core module $m ${f}) ${made} ${plain})`]),
  ),
};

/** By the place of the name. */
export const namedComponents = { core, outside, refused };
