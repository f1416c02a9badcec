/** A rate that must not rise too high, such as bounces of sends. */
export interface Threshold {
  /** The meter of what must stay rare, such as `bounces`. */
  readonly numeratorMeter: string;
  /** The meter of what it is a share of, such as `sends`. */
  readonly denominatorMeter: string;
  /** Below so many of the denominator nothing is said. An integer from 1. */
  readonly minSample: number;
  /** The highest rate that holds, in millionths: 50,000 is 5 %. An integer from 0. */
  readonly maxPerMillion: number;
}

/**
 * Whether a rate is above its threshold, by the amounts of its two meters in one scope and window;
 * `too_few` while the sample is too small to tell. Exact: no division, no rounding.
 */
export function thresholdState(
  threshold: Pick<Threshold, 'minSample' | 'maxPerMillion'>,
  counts: { readonly numerator: number; readonly denominator: number },
): 'too_few' | 'holds' | 'broken' {
  if (counts.denominator < threshold.minSample) return 'too_few';
  const observed = BigInt(counts.numerator) * 1_000_000n;
  return observed > BigInt(threshold.maxPerMillion) * BigInt(counts.denominator) ? 'broken' : 'holds';
}
