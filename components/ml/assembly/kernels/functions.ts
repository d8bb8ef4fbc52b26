// Elementary functions of four f32 at once. NaN stays NaN, the infinities have their limits. The polynomials interpolate at
// Chebyshev nodes; their errors are relative and come on top of rounding.
import { multiplyAdd } from './vector';

@inline function splat(x: f32): v128 { return f32x4.splat(x); }

/**
 * e^x, subnormal results included. x = n ln 2 + r with ln 2 in two parts (Cody and Waite, Software Manual for the Elementary
 * Functions, 1980), a polynomial of degree 6 for e^r (error 1.1e-8), 2^n in two factors because 2^128 and 2^-149 have no
 * exponent bits.
 */
@inline export function exponential(x: v128): v128 {
  const clamped = f32x4.pmin(f32x4.pmax(x, splat(-104)), splat(89));
  const shifted = multiplyAdd(clamped, splat(1.4426950408889634), splat(12582912)); // 1.5 * 2^23: rounds to a whole number
  const n = f32x4.sub(shifted, splat(12582912));
  let r = multiplyAdd(n, splat(-0.693359375), clamped);
  r = multiplyAdd(n, splat(2.12194440054690583e-4), r);
  let p = multiplyAdd(splat(0.0013926926614021907), r, splat(0.008363773874405574));
  p = multiplyAdd(p, r, splat(0.04166655011030512));
  p = multiplyAdd(p, r, splat(0.16666573381900845));
  p = multiplyAdd(p, r, splat(0.5));
  p = multiplyAdd(p, f32x4.mul(r, r), r);
  p = f32x4.add(p, splat(1));
  const whole = i32x4.sub(shifted, splat(12582912)), half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
}

@inline function powerOfTwo(n: v128): v128 { return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23); }

@inline export function relu(x: v128): v128 { return f32x4.pmax(x, splat(0)); }

/** 1 / (1 + e^-x). */
@inline export function sigmoid(x: v128): v128 {
  return f32x4.div(splat(1), f32x4.add(splat(1), exponential(f32x4.neg(x))));
}

/** An odd polynomial of degree 11 below 5/8 (error 1.9e-8), 1 - 2 / (e^2x + 1) above, where nothing cancels. */
@inline export function hyperbolicTangent(x: v128): v128 {
  const a = f32x4.abs(x), u = f32x4.mul(x, x);
  let p = multiplyAdd(splat(-0.00604516509062733), u, splat(0.020961329103236122));
  p = multiplyAdd(p, u, splat(-0.053843263173671524));
  p = multiplyAdd(p, u, splat(0.13332718845571667));
  p = multiplyAdd(p, u, splat(-0.33333328433318044));
  const small = multiplyAdd(f32x4.mul(p, u), x, x);
  const tail = f32x4.div(splat(2), f32x4.add(exponential(f32x4.add(a, a)), splat(1)));
  const large = v128.bitselect(x, f32x4.sub(splat(1), tail), i32x4.splat(0x80000000));
  return v128.bitselect(small, large, f32x4.lt(a, splat(0.625)));
}

/**
 * x Phi(x), with Phi the normal distribution: the exact GELU, not its tanh approximation (Hendrycks and Gimpel, Gaussian
 * Error Linear Units, 2016). Phi(-|x|) = e^(-x^2/2) t Q(t) with t = 1 / (1 + 0.3 |x| / sqrt 2): the form of Abramowitz and
 * Stegun, 7.1.26, with a Q of degree 8 (error 2.5e-8 up to |x| = 14, where the product is subnormal; 0 from 15).
 */
@inline export function gelu(x: v128): v128 {
  const a = f32x4.pmin(f32x4.abs(x), splat(15));
  const t = f32x4.div(splat(1), multiplyAdd(a, splat(0.21213203435596426), splat(1)));
  let q = multiplyAdd(splat(-0.130770877269551), t, splat(0.49193427056508454));
  q = multiplyAdd(q, t, splat(-0.5261516628465869));
  q = multiplyAdd(q, t, splat(0.5645142421824124));
  q = multiplyAdd(q, t, splat(-0.1069833625020368));
  q = multiplyAdd(q, t, splat(0.22053916911622645));
  q = multiplyAdd(q, t, splat(0.14679602218365537));
  q = multiplyAdd(q, t, splat(0.17094911994835527));
  q = multiplyAdd(q, t, splat(0.16917305765161203));
  const density = exponential(f32x4.mul(f32x4.mul(a, a), splat(-0.5)));
  const tail = f32x4.mul(f32x4.mul(density, t), f32x4.mul(q, splat(0.5)));
  return f32x4.sub(relu(x), f32x4.mul(a, tail));
}
