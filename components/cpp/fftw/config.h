/* What FFTW 3.3.10 needs to know about wasm32 + wasi-libc; written by hand in place of configure's output.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#define PACKAGE "fftw"
#define VERSION "3.3.10"
#define PACKAGE_VERSION VERSION
#define FFTW_CC "clang --target=wasm32-wasip1"

/* ILP32 with a 64-bit long long */
#define SIZEOF_UNSIGNED_INT 4
#define SIZEOF_UNSIGNED_LONG 4
#define SIZEOF_UNSIGNED_LONG_LONG 8
#define SIZEOF_VOID_P 4
#define SIZEOF_FLOAT 4
#define SIZEOF_DOUBLE 8

#define HAVE_STDINT_H 1
#define HAVE_STRING_H 1
#define HAVE_UINTPTR_T 1
#define HAVE_ABORT 1
#define HAVE_POSIX_MEMALIGN 1
#define HAVE_DECL_POSIX_MEMALIGN 1

/* One SIMD set. "generic-simd128" is the name FFTW's solver lists know; SIMD_HEADER is what the codelets include. */
#define HAVE_GENERIC_SIMD128 1
#define SIMD_HEADER "simd-wasm128.h"

/* timer.c of this folder stands in for FFTW's: there is no clock. */
#define FAKE_CRUDE_TIME 1
