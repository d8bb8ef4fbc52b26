;; The component's core: it exports polyray:compute/executor and hands `operations` and `execute` on to the imported
;; interpreter. Both sides have the same flattened signature, so a request passes as the pointers it arrived in.
;;
;; Memory, in bytes:
;;   0   the result of `execute`, 24 bytes: discriminant, then a response or an error-code
;;   32  the result of `operations`, `name` or `version`, 8 bytes: a pointer and a length
;;   48  the texts "python" and the version
;;   64  the heap: a bump pointer that every export's post-return puts back
(module
  (import "polyray:python/interpreter@0.1.0" "operations" (func $operations (param i32)))
  (import "polyray:python/interpreter@0.1.0" "execute" (func $execute (param i32 i32 i32 i32 i32 i32 i32)))

  (memory (export "memory") 1)
  (data (i32.const 48) "python0.1.0")
  (global $top (mut i32) (i32.const 64))

  ;; Aligned to 16 whatever is asked, because list<u8> asks for 1 and carries tensors. Traps when memory ends.
  (func (export "cabi_realloc") (param $old i32) (param $old_size i32) (param $alignment i32) (param $size i32) (result i32)
    (local $at i32) (local $end i32) (local $pages i32)
    (local.set $at (i32.and (i32.add (global.get $top) (i32.const 15)) (i32.const -16)))
    (local.set $end (i32.add (local.get $at) (local.get $size)))
    (if (i32.or (i32.lt_u (local.get $at) (global.get $top)) (i32.lt_u (local.get $end) (local.get $at)))
      (then (unreachable)))
    (local.set $pages
      (i32.add
        (i32.shr_u (local.get $end) (i32.const 16))
        (i32.ne (i32.and (local.get $end) (i32.const 0xffff)) (i32.const 0))))
    (if (i32.gt_u (local.get $pages) (memory.size))
      (then
        (if (i32.eq (memory.grow (i32.sub (local.get $pages) (memory.size))) (i32.const -1))
          (then (unreachable)))))
    (memory.copy
      (local.get $at)
      (local.get $old)
      (select (local.get $old_size) (local.get $size) (i32.lt_u (local.get $old_size) (local.get $size))))
    (global.set $top (local.get $end))
    (local.get $at))

  (func $text (param $at i32) (param $length i32) (result i32)
    (i32.store (i32.const 32) (local.get $at))
    (i32.store (i32.const 36) (local.get $length))
    (i32.const 32))

  (func (export "polyray:compute/executor@0.1.0#name") (result i32)
    (call $text (i32.const 48) (i32.const 6)))

  (func (export "polyray:compute/executor@0.1.0#version") (result i32)
    (call $text (i32.const 54) (i32.const 5)))

  (func (export "polyray:compute/executor@0.1.0#operations") (result i32)
    (call $operations (i32.const 32))
    (i32.const 32))

  (func (export "polyray:compute/executor@0.1.0#execute")
    (param $operation i32) (param $operation_length i32)
    (param $parameters i32) (param $parameters_length i32)
    (param $inputs i32) (param $inputs_length i32)
    (result i32)
    (call $execute
      (local.get $operation) (local.get $operation_length)
      (local.get $parameters) (local.get $parameters_length)
      (local.get $inputs) (local.get $inputs_length)
      (i32.const 0))
    (i32.const 0))

  (func $reset (param $result i32)
    (global.set $top (i32.const 64)))
  (export "cabi_post_polyray:compute/executor@0.1.0#name" (func $reset))
  (export "cabi_post_polyray:compute/executor@0.1.0#version" (func $reset))
  (export "cabi_post_polyray:compute/executor@0.1.0#operations" (func $reset))
  (export "cabi_post_polyray:compute/executor@0.1.0#execute" (func $reset)))
