/** Γ's logarithm for positive x: Stirling's series (Abramowitz and Stegun 6.1.41), shifted to where it is exact to 1e-14. */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 15; z += 1) shift += Math.log(z);
  const series = 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5) - 1 / (1680 * z ** 7);
  return (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series - shift;
}

const TINY = 1e-300;
const awayFromZero = (x: number) => (Math.abs(x) < TINY ? TINY : x);

/**
 * The continued fraction of the incomplete beta integral (Abramowitz and Stegun 26.5.8) by Lentz's method, which
 * evaluates it from its front. It converges fast for x below (a + 1) / (a + b + 2).
 */
function betaFraction(x: number, a: number, b: number): number {
  let value = 1;
  let [c, d] = [1, 0];
  for (let i = 1; i <= 500; i++) {
    const m = Math.floor(i / 2);
    const odd = -((a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const term = i % 2 === 0 ? even : odd;
    d = 1 / awayFromZero(1 + term * d);
    c = awayFromZero(1 + term / c);
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-15) break;
  }
  return value;
}

/** Chance that a Beta(a, b) variable is at most x, for x from 0 to 1. */
export function betaShareBelow(x: number, { a, b }: { a: number; b: number }): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShareBelow(1 - x, { a: b, b: a });
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return Math.exp(logFront) / (a * betaFraction(x, a, b));
}

/** The x below which a Beta(a, b) variable stays with chance `share`: by halving, as the share only grows with x. */
export function betaQuantile(share: number, { a, b }: { a: number; b: number }): number {
  let [low, high] = [0, 1];
  // 2^-100: a quantile near 0 keeps its leading digits.
  for (let step = 0; step < 100 && low < high; step++) {
    const middle = (low + high) / 2;
    if (betaShareBelow(middle, { a, b }) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
