/**
 * Discrete Fourier transform of real frames of any length, in float64 as `numpy.fft` computes it.
 *
 * Lengths with prime factors up to 31 use the Stockham autosort algorithm with mixed radices; others use Bluestein's chirp
 * transform (Bluestein, "A linear filtering approach to the computation of discrete Fourier transform", 1970).
 */

/** Writes the first `floor(n / 2) + 1` bins of the transform of `input` (length n) to `re` and `im`. */
export type RealTransform = (input: Float64Array, re: Float64Array, im: Float64Array) => void;

/** Transforms `re`, `im` in place. */
type ComplexTransform = (re: Float64Array, im: Float64Array) => void;

const LARGEST_RADIX = 31;

/** A transform for real frames of length `n`; it owns its buffers, so calls must not overlap. */
export function createRealTransform(n: number): RealTransform {
  return n % 2 === 0 ? evenTransform(n) : oddTransform(n);
}

/** Packs even and odd samples into one complex transform of half the length. */
function evenTransform(n: number): RealTransform {
  const half = n / 2;
  const transform = createComplexTransform(half);
  const zr = new Float64Array(half);
  const zi = new Float64Array(half);
  const { cos, sin } = roots(n, half + 1);
  return (input, re, im) => {
    for (let k = 0; k < half; k++) {
      zr[k] = input[2 * k]!;
      zi[k] = input[2 * k + 1]!;
    }
    transform(zr, zi);
    for (let k = 0; k <= half; k++) {
      const a = k === half ? 0 : k;
      const b = k === 0 ? 0 : half - k;
      const evenRe = 0.5 * (zr[a]! + zr[b]!);
      const evenIm = 0.5 * (zi[a]! - zi[b]!);
      const oddRe = 0.5 * (zi[a]! + zi[b]!);
      const oddIm = -0.5 * (zr[a]! - zr[b]!);
      re[k] = evenRe + cos[k]! * oddRe - sin[k]! * oddIm;
      im[k] = evenIm + cos[k]! * oddIm + sin[k]! * oddRe;
    }
  };
}

function oddTransform(n: number): RealTransform {
  const transform = createComplexTransform(n);
  const zr = new Float64Array(n);
  const zi = new Float64Array(n);
  return (input, re, im) => {
    zr.set(input.subarray(0, n));
    zi.fill(0);
    transform(zr, zi);
    const bins = (n + 1) / 2;
    re.set(zr.subarray(0, bins));
    im.set(zi.subarray(0, bins));
  };
}

/** `exp(-2 pi i k / n)` for k = 0 … count - 1. */
function roots(n: number, count: number): { readonly cos: Float64Array; readonly sin: Float64Array } {
  const cos = new Float64Array(count);
  const sin = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const angle = (-2 * Math.PI * k) / n;
    cos[k] = Math.cos(angle);
    sin[k] = Math.sin(angle);
  }
  return { cos, sin };
}

function createComplexTransform(n: number): ComplexTransform {
  const radices = factorize(n);
  return radices === undefined ? bluestein(n) : stockham(n, radices);
}

/** Radices whose product is `n`, or `undefined` when a prime factor is too large for direct butterflies. */
function factorize(n: number): number[] | undefined {
  const radices: number[] = [];
  let rest = n;
  for (const radix of [4, 2, 3, 5]) {
    while (rest % radix === 0) {
      radices.push(radix);
      rest /= radix;
    }
  }
  for (let radix = 7; radix <= LARGEST_RADIX; radix += 2) {
    while (rest % radix === 0) {
      radices.push(radix);
      rest /= radix;
    }
  }
  return rest === 1 ? radices : undefined;
}

function stockham(n: number, radices: readonly number[]): ComplexTransform {
  const twiddles = roots(n, n);
  const stages = radices.map((radix) => ({ radix, pass: passOf(radix) }));
  const workRe = new Float64Array(n);
  const workIm = new Float64Array(n);
  return (re, im) => {
    let from: Lanes = { re, im };
    let to: Lanes = { re: workRe, im: workIm };
    let length = n;
    let stride = 1;
    for (const { radix, pass } of stages) {
      pass(from, to, length, stride, twiddles);
      [from, to] = [to, from];
      length /= radix;
      stride *= radix;
    }
    if (from.re !== re) {
      re.set(from.re);
      im.set(from.im);
    }
  };
}

interface Lanes {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

interface Roots {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/** One decimation-in-frequency stage: transforms of length `length`, `stride` of them interleaved. */
type Pass = (from: Lanes, to: Lanes, length: number, stride: number, twiddles: Roots) => void;

function passOf(radix: number): Pass {
  if (radix === 4) return radix4;
  if (radix === 2) return radix2;
  return radix === 5 ? radix5 : anyRadix(radix);
}

const radix2: Pass = (from, to, length, stride, { cos, sin }) => {
  const { re: xr, im: xi } = from;
  const { re: yr, im: yi } = to;
  const m = length / 2;
  for (let p = 0; p < m; p++) {
    const c = cos[p * stride]!;
    const s = sin[p * stride]!;
    for (let q = 0; q < stride; q++) {
      const a = q + stride * p;
      const b = a + stride * m;
      const o = q + stride * 2 * p;
      const dr = xr[a]! - xr[b]!;
      const di = xi[a]! - xi[b]!;
      yr[o] = xr[a]! + xr[b]!;
      yi[o] = xi[a]! + xi[b]!;
      yr[o + stride] = dr * c - di * s;
      yi[o + stride] = dr * s + di * c;
    }
  }
};

const radix4: Pass = (from, to, length, stride, { cos, sin }) => {
  const { re: xr, im: xi } = from;
  const { re: yr, im: yi } = to;
  const m = length / 4;
  for (let p = 0; p < m; p++) {
    const t = p * stride;
    const c1 = cos[t]!;
    const s1 = sin[t]!;
    const c2 = cos[2 * t]!;
    const s2 = sin[2 * t]!;
    const c3 = cos[3 * t]!;
    const s3 = sin[3 * t]!;
    for (let q = 0; q < stride; q++) {
      const i0 = q + stride * p;
      const i1 = i0 + stride * m;
      const i2 = i1 + stride * m;
      const i3 = i2 + stride * m;
      const o = q + stride * 4 * p;
      const ar = xr[i0]! + xr[i2]!;
      const ai = xi[i0]! + xi[i2]!;
      const br = xr[i0]! - xr[i2]!;
      const bi = xi[i0]! - xi[i2]!;
      const cr = xr[i1]! + xr[i3]!;
      const ci = xi[i1]! + xi[i3]!;
      const dr = xi[i1]! - xi[i3]!;
      const di = xr[i3]! - xr[i1]!;
      yr[o] = ar + cr;
      yi[o] = ai + ci;
      yr[o + stride] = (br + dr) * c1 - (bi + di) * s1;
      yi[o + stride] = (br + dr) * s1 + (bi + di) * c1;
      yr[o + 2 * stride] = (ar - cr) * c2 - (ai - ci) * s2;
      yi[o + 2 * stride] = (ar - cr) * s2 + (ai - ci) * c2;
      yr[o + 3 * stride] = (br - dr) * c3 - (bi - di) * s3;
      yi[o + 3 * stride] = (br - dr) * s3 + (bi - di) * c3;
    }
  }
};

const COS_1 = Math.cos((2 * Math.PI) / 5);
const COS_2 = Math.cos((4 * Math.PI) / 5);
const SIN_1 = Math.sin((2 * Math.PI) / 5);
const SIN_2 = Math.sin((4 * Math.PI) / 5);

const radix5: Pass = (from, to, length, stride, { cos, sin }) => {
  const { re: xr, im: xi } = from;
  const { re: yr, im: yi } = to;
  const m = length / 5;
  for (let p = 0; p < m; p++) {
    const t = p * stride;
    for (let q = 0; q < stride; q++) {
      const i0 = q + stride * p;
      const i1 = i0 + stride * m;
      const i2 = i1 + stride * m;
      const i3 = i2 + stride * m;
      const i4 = i3 + stride * m;
      const ar = xr[i0]!;
      const ai = xi[i0]!;
      const br = xr[i1]! + xr[i4]!;
      const bi = xi[i1]! + xi[i4]!;
      const cr = xr[i2]! + xr[i3]!;
      const ci = xi[i2]! + xi[i3]!;
      const dr = xr[i1]! - xr[i4]!;
      const di = xi[i1]! - xi[i4]!;
      const er = xr[i2]! - xr[i3]!;
      const ei = xi[i2]! - xi[i3]!;
      const fr = ar + COS_1 * br + COS_2 * cr;
      const fi = ai + COS_1 * bi + COS_2 * ci;
      const gr = ar + COS_2 * br + COS_1 * cr;
      const gi = ai + COS_2 * bi + COS_1 * ci;
      const hr = SIN_1 * di + SIN_2 * ei;
      const hi = -(SIN_1 * dr + SIN_2 * er);
      const kr = SIN_2 * di - SIN_1 * ei;
      const ki = -(SIN_2 * dr - SIN_1 * er);
      const o = q + stride * 5 * p;
      yr[o] = ar + br + cr;
      yi[o] = ai + bi + ci;
      turn(yr, yi, o + stride, fr + hr, fi + hi, cos[t]!, sin[t]!);
      turn(yr, yi, o + 2 * stride, gr + kr, gi + ki, cos[2 * t]!, sin[2 * t]!);
      turn(yr, yi, o + 3 * stride, gr - kr, gi - ki, cos[3 * t]!, sin[3 * t]!);
      turn(yr, yi, o + 4 * stride, fr - hr, fi - hi, cos[4 * t]!, sin[4 * t]!);
    }
  }
};

/** Writes a complex number times a root of unity. */
function turn(yr: Float64Array, yi: Float64Array, o: number, re: number, im: number, c: number, s: number): void {
  yr[o] = re * c - im * s;
  yi[o] = re * s + im * c;
}

/** A stage of any radix by direct summation, quadratic in the radix. */
function anyRadix(radix: number): Pass {
  const { cos: wr, sin: wi } = roots(radix, radix);
  const ar = new Float64Array(radix);
  const ai = new Float64Array(radix);
  return (from, to, length, stride, { cos, sin }) => {
    const m = length / radix;
    for (let p = 0; p < m; p++) {
      for (let q = 0; q < stride; q++) {
        for (let k = 0; k < radix; k++) {
          const i = q + stride * (p + m * k);
          ar[k] = from.re[i]!;
          ai[k] = from.im[i]!;
        }
        for (let j = 0; j < radix; j++) {
          let sr = 0;
          let si = 0;
          for (let k = 0, w = 0; k < radix; k++, w = (w + j) % radix) {
            sr += ar[k]! * wr[w]! - ai[k]! * wi[w]!;
            si += ar[k]! * wi[w]! + ai[k]! * wr[w]!;
          }
          const o = q + stride * (radix * p + j);
          const t = p * j * stride;
          to.re[o] = sr * cos[t]! - si * sin[t]!;
          to.im[o] = sr * sin[t]! + si * cos[t]!;
        }
      }
    }
  };
}

function bluestein(n: number): ComplexTransform {
  let size = 1;
  while (size < 2 * n - 1) size *= 2;
  const transform = createComplexTransform(size);
  const chirpRe = new Float64Array(n);
  const chirpIm = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const angle = (-Math.PI * ((k * k) % (2 * n))) / n;
    chirpRe[k] = Math.cos(angle);
    chirpIm[k] = Math.sin(angle);
  }
  const kernelRe = new Float64Array(size);
  const kernelIm = new Float64Array(size);
  for (let k = 0; k < n; k++) {
    const mirrored = k === 0 ? 0 : size - k;
    kernelRe[k] = kernelRe[mirrored] = chirpRe[k]!;
    kernelIm[k] = kernelIm[mirrored] = -chirpIm[k]!;
  }
  transform(kernelRe, kernelIm);
  const ar = new Float64Array(size);
  const ai = new Float64Array(size);
  return (re, im) => {
    ar.fill(0);
    ai.fill(0);
    for (let k = 0; k < n; k++) {
      ar[k] = re[k]! * chirpRe[k]! - im[k]! * chirpIm[k]!;
      ai[k] = re[k]! * chirpIm[k]! + im[k]! * chirpRe[k]!;
    }
    transform(ar, ai);
    // The inverse transform is the forward one of the conjugate, conjugated and divided by the length.
    for (let k = 0; k < size; k++) {
      const pr = ar[k]! * kernelRe[k]! - ai[k]! * kernelIm[k]!;
      ai[k] = -(ar[k]! * kernelIm[k]! + ai[k]! * kernelRe[k]!);
      ar[k] = pr;
    }
    transform(ar, ai);
    for (let k = 0; k < n; k++) {
      const pr = ar[k]! / size;
      const pi = -ai[k]! / size;
      re[k] = pr * chirpRe[k]! - pi * chirpIm[k]!;
      im[k] = pr * chirpIm[k]! + pi * chirpRe[k]!;
    }
  };
}
