/* WebAssembly SIMD for FFTW 3.3.10: takes FFTW's own generic 128-bit header and puts wasm instructions in place of the
 * few primitives that pay. SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is replaced gets other names while the generic header is read, so that ours can take its place. */
#define LD gen_LD
#define ST gen_ST
#define STM2 gen_STM2
#define STM4 gen_STM4
#define STN4 gen_STN4
#define FLIP_RI gen_FLIP_RI
#define VCONJ gen_VCONJ
#define VBYI gen_VBYI
#define VZMUL gen_VZMUL
#define VZMULJ gen_VZMULJ
#define VZMULI gen_VZMULI
#define VZMULIJ gen_VZMULIJ
#define BYTW1 gen_BYTW1
#define BYTWJ1 gen_BYTWJ1
#define BYTW2 gen_BYTW2
#define BYTWJ2 gen_BYTWJ2
#include "simd-support/simd-generic128.h"
#undef LD
#undef ST
#undef STM2
#undef STM4
#undef STN4
#undef FLIP_RI
#undef VCONJ
#undef VBYI
#undef VZMUL
#undef VZMULJ
#undef VZMULI
#undef VZMULIJ
#undef BYTW1
#undef BYTWJ1
#undef BYTW2
#undef BYTWJ2
#undef VDUPL
#undef VDUPH
#undef VFMA
#undef VFMS
#undef VFNMS
#undef VFMAI
#undef VFNMSI
#undef VFMACONJ
#undef VFMSCONJ
#undef VFNMSCONJ

#include <wasm_simd128.h>

#define PR static inline __attribute__((always_inline))

#ifdef FFTW_SINGLE
#define PR_SHUF(x, y, a, b, c, d) __builtin_shufflevector(x, y, a, b, c, d)
#define VDUPL(x) PR_SHUF(x, x, 0, 0, 2, 2)
#define VDUPH(x) PR_SHUF(x, x, 1, 1, 3, 3)
#define FLIP_RI(x) PR_SHUF(x, x, 1, 0, 3, 2)
#define PR_SIGN(re, im) wasm_i32x4_const((re) << 31, (im) << 31, (re) << 31, (im) << 31)

PR V LD(const R *x, INT ivs, const R *like) {
  (void)like;
  return (V)wasm_v128_load64_lane(x + ivs, wasm_v128_load64_zero(x), 1);
}
/* the far half first: FFTW's storage scheme lets the near half overwrite it */
PR void ST(R *x, V v, INT ovs, const R *like) {
  (void)like;
  wasm_v128_store64_lane(x + ovs, (v128_t)v, 1);
  wasm_v128_store64_lane(x, (v128_t)v, 0);
}
#define STM2 ST
#define STM4(x, v, ovs, like) ((void)0)
PR void STN4(R *x, V a, V b, V c, V d, INT ovs) {
  const V ab0 = PR_SHUF(a, b, 0, 4, 1, 5), ab1 = PR_SHUF(a, b, 2, 6, 3, 7);
  const V cd0 = PR_SHUF(c, d, 0, 4, 1, 5), cd1 = PR_SHUF(c, d, 2, 6, 3, 7);
  wasm_v128_store(x, (v128_t)PR_SHUF(ab0, cd0, 0, 1, 4, 5));
  wasm_v128_store(x + ovs, (v128_t)PR_SHUF(ab0, cd0, 2, 3, 6, 7));
  wasm_v128_store(x + 2 * ovs, (v128_t)PR_SHUF(ab1, cd1, 0, 1, 4, 5));
  wasm_v128_store(x + 3 * ovs, (v128_t)PR_SHUF(ab1, cd1, 2, 3, 6, 7));
}
#else
#define VDUPL(x) __builtin_shufflevector(x, x, 0, 0)
#define VDUPH(x) __builtin_shufflevector(x, x, 1, 1)
#define FLIP_RI(x) __builtin_shufflevector(x, x, 1, 0)
#define PR_SIGN(re, im) wasm_i64x2_const((int64_t)((uint64_t)(re) << 63), (int64_t)((uint64_t)(im) << 63))

PR V LD(const R *x, INT ivs, const R *like) { (void)ivs; (void)like; return (V)wasm_v128_load(x); }
#define ST STA
#define STM2 STA
PR void STM4(R *x, V v, INT ovs, const R *like) {
  (void)like;
  wasm_v128_store64_lane(x, (v128_t)v, 0);
  wasm_v128_store64_lane(x + ovs, (v128_t)v, 1);
}
#define STN4(x, a, b, c, d, ovs) ((void)0)
#endif

PR V VCONJ(V x) { return (V)wasm_v128_xor((v128_t)x, PR_SIGN(0u, 1u)); }
PR V VBYI(V x) { return (V)wasm_v128_xor((v128_t)FLIP_RI(x), PR_SIGN(1u, 0u)); }

#define VFMA(a, b, c) ((a) * (b) + (c))
#define VFNMS(a, b, c) ((c) - (a) * (b))
#define VFMS(a, b, c) ((a) * (b) - (c))
#define VFMAI(b, c) ((c) + VBYI(b))
#define VFNMSI(b, c) ((c) - VBYI(b))
#define VFMACONJ(b, c) ((c) + VCONJ(b))
#define VFNMSCONJ(b, c) ((c) - VCONJ(b))
#define VFMSCONJ(b, c) (VCONJ(b) - (c))

/* z times w, conj(w), i*w, i*conj(w): w = (re, im) twiddles of VL numbers */
PR V VZMUL(V w, V z) { return VFMA(VDUPH(w), VBYI(z), VDUPL(w) * z); }
PR V VZMULJ(V w, V z) { return VFNMS(VDUPH(w), VBYI(z), VDUPL(w) * z); }
PR V VZMULI(V w, V z) { return VFMS(VDUPL(w), VBYI(z), VDUPH(w) * z); }
PR V VZMULIJ(V w, V z) { return VFMA(VDUPL(w), VBYI(z), VDUPH(w) * z); }

/* twiddles stored compactly, and stored twice with the signs already applied */
PR V BYTW1(const R *t, V z) { return VZMUL((V)wasm_v128_load(t), z); }
PR V BYTWJ1(const R *t, V z) { return VZMULJ((V)wasm_v128_load(t), z); }
PR V BYTW2(const R *t, V z) { return VFMA(((const V *)t)[0], z, ((const V *)t)[1] * FLIP_RI(z)); }
PR V BYTWJ2(const R *t, V z) { return VFNMS(((const V *)t)[1], FLIP_RI(z), ((const V *)t)[0] * z); }
