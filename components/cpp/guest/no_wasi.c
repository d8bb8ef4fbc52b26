/* A sealed component imports nothing: what wasi-libc, or emscripten's libc, would ask of the outside is answered here.
 * SPDX-License-Identifier: MIT */
#include <stdint.h>

#ifdef __EMSCRIPTEN__
#define CALL(name) __wasi_##name
#else
#define CALL(name) __imported_wasi_snapshot_preview1_##name
#endif

enum { BAD_FILE = 8, NOT_SUPPORTED = 58 };

int32_t CALL(clock_time_get)(int32_t id, int64_t precision, int32_t out) {
  (void)id;
  (void)precision;
  *(int64_t *)(uintptr_t)out = 0;
  return 0;
}

int32_t CALL(clock_res_get)(int32_t id, int32_t out) {
  (void)id;
  (void)out;
  return NOT_SUPPORTED;
}

int32_t CALL(environ_get)(int32_t list, int32_t text) {
  (void)list;
  (void)text;
  return 0;
}

int32_t CALL(environ_sizes_get)(int32_t count, int32_t bytes) {
  *(int32_t *)(uintptr_t)count = *(int32_t *)(uintptr_t)bytes = 0;
  return 0;
}

int32_t CALL(fd_close)(int32_t file) {
  (void)file;
  return BAD_FILE;
}

int32_t CALL(fd_fdstat_get)(int32_t file, int32_t out) {
  (void)file;
  (void)out;
  return BAD_FILE;
}

int32_t CALL(fd_prestat_get)(int32_t file, int32_t out) {
  (void)file;
  (void)out;
  return BAD_FILE;
}

int32_t CALL(fd_prestat_dir_name)(int32_t file, int32_t text, int32_t bytes) {
  (void)file;
  (void)text;
  (void)bytes;
  return BAD_FILE;
}

int32_t CALL(fd_seek)(int32_t file, int64_t offset, int32_t whence, int32_t out) {
  (void)file;
  (void)offset;
  (void)whence;
  (void)out;
  return BAD_FILE;
}

int32_t CALL(fd_read)(int32_t file, int32_t vectors, int32_t count, int32_t out) {
  (void)file;
  (void)vectors;
  (void)count;
  (void)out;
  return BAD_FILE;
}

int32_t CALL(fd_write)(int32_t file, int32_t vectors, int32_t count, int32_t out) {
  (void)file;
  (void)vectors;
  (void)count;
  (void)out;
  return BAD_FILE;
}

_Noreturn void CALL(proc_exit)(int32_t code) {
  (void)code;
  __builtin_trap();
}

#ifdef __EMSCRIPTEN__
void emscripten_notify_memory_growth(int32_t memory) { (void)memory; }
#endif
