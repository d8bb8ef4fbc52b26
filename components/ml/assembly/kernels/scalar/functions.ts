// Elementary functions of one f32, for engines without SIMD: operation by operation those of ../functions, so that both give
// the same bits. Sources and errors are said there.

@inline function multiplyAdd(a: f32, b: f32, c: f32): f32 { return a * b + c; }
/** As f32x4.pmin and f32x4.pmax treat NaN. */
@inline function least(a: f32, b: f32): f32 { return b < a ? b : a; }
@inline function most(a: f32, b: f32): f32 { return a < b ? b : a; }

@inline export function exponential(x: f32): f32 {
  const clamped = least(most(x, -104), 89);
  const shifted = multiplyAdd(clamped, 1.4426950408889634, 12582912); // 1.5 * 2^23: rounds to a whole number
  const n: f32 = shifted - 12582912;
  let r = multiplyAdd(n, -0.693359375, clamped);
  r = multiplyAdd(n, 2.12194440054690583e-4, r);
  let p = multiplyAdd(0.0013926926614021907, r, 0.008363773874405574);
  p = multiplyAdd(p, r, 0.04166655011030512);
  p = multiplyAdd(p, r, 0.16666573381900845);
  p = multiplyAdd(p, r, 0.5);
  p = multiplyAdd(p, r * r, r);
  p = p + 1;
  const whole = reinterpret<i32>(shifted) - reinterpret<i32>(<f32>12582912), half = whole >> 1;
  return p * powerOfTwo(half) * powerOfTwo(whole - half);
}

@inline function powerOfTwo(n: i32): f32 { return reinterpret<f32>((n + 127) << 23); }

@inline export function relu(x: f32): f32 { return most(x, 0); }

@inline export function sigmoid(x: f32): f32 { return 1 / (1 + exponential(-x)); }

@inline export function hyperbolicTangent(x: f32): f32 {
  const a = abs(x), u = x * x;
  let p = multiplyAdd(-0.00604516509062733, u, 0.020961329103236122);
  p = multiplyAdd(p, u, -0.053843263173671524);
  p = multiplyAdd(p, u, 0.13332718845571667);
  p = multiplyAdd(p, u, -0.33333328433318044);
  if (a < 0.625) return multiplyAdd(p * u, x, x);
  const tail: f32 = 2 / (exponential(a + a) + 1);
  return copysign<f32>(1 - tail, x);
}

@inline export function gelu(x: f32): f32 {
  const a = least(abs(x), 15);
  const t: f32 = 1 / multiplyAdd(a, 0.21213203435596426, 1);
  let q = multiplyAdd(-0.130770877269551, t, 0.49193427056508454);
  q = multiplyAdd(q, t, -0.5261516628465869);
  q = multiplyAdd(q, t, 0.5645142421824124);
  q = multiplyAdd(q, t, -0.1069833625020368);
  q = multiplyAdd(q, t, 0.22053916911622645);
  q = multiplyAdd(q, t, 0.14679602218365537);
  q = multiplyAdd(q, t, 0.17094911994835527);
  q = multiplyAdd(q, t, 0.16917305765161203);
  const density = exponential(a * a * -0.5);
  const tail = density * t * (q * 0.5);
  return relu(x) - a * tail;
}
