/** A stretch of the log that a reader may not see. */
interface Omitted {
  readonly fromSeq: number;
  readonly toSeq: number;
}

/** Rising seqs as stretches without gaps. */
export function omittedOf(seqs: readonly number[]): Omitted[] {
  const found: Omitted[] = [];
  for (const seq of seqs) {
    const newest = found.at(-1);
    if (newest?.toSeq === seq - 1) found[found.length - 1] = { fromSeq: newest.fromSeq, toSeq: seq };
    else found.push({ fromSeq: seq, toSeq: seq });
  }
  return found;
}
