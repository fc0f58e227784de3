// jStat's quantiles are within 1e-9 of SciPy's and its normal distribution within 1e-15 (measured).
// Its binomial sums stop at 1e-8, hence `halfBinomial`.
import jstat from "jstat";

const { beta, normal, gammaln } = jstat.jStat;

/** Where the beta distribution reaches probability `p`. */
export function betaQuantile(p: number, alpha: number, b: number): number {
  return beta.inv(p, alpha, b);
}

/** Φ: the probability of a standard normal value below `x`. */
export function normalProbability(x: number): number {
  return normal.cdf(x, 0, 1);
}

/** Φ⁻¹, the probit: where the standard normal distribution reaches probability `p`. */
export function probit(p: number): number {
  return normal.inv(p, 0, 1);
}

/** How likely a fair coin shows heads exactly, and at most, `k` times in `n`. */
export function halfBinomial(k: number, n: number): { exactly: number; atMost: number } {
  const exactly = Math.exp(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) - n * Math.LN2);
  let atMost = 0;
  // From the largest term down: each is known from its neighbour, and the rest soon adds nothing.
  for (let i = k, term = exactly; i >= 0 && term > atMost * 1e-17; i--) {
    atMost += term;
    term *= i / (n - i + 1);
  }
  return { exactly, atMost };
}
