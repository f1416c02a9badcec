// What the benchmarks of this package hold. The process ends with 1 when anything was missed.

/** Says what was reached; a figure that is none was missed. */
function hold(what: string, value: number, isHeld: boolean, limit: string): void {
  console.log(`${isHeld ? 'ok  ' : 'MISS'} ${what}: ${value.toFixed(2)} (${limit})`);
  if (!isHeld) process.exitCode = 1;
}

export function atMost(what: string, value: number, limit: number): void {
  hold(what, value, value <= limit, `at most ${limit}`);
}

function atLeast(what: string, value: number, limit: number): void {
  hold(what, value, value >= limit, `at least ${limit}`);
}

/** Holds all of `values`, and names the largest; one that is no figure counts as the largest, and so does none at all. */
export function allAtMost(what: string, values: ReadonlyMap<string, number>, limit: number): void {
  let largest: readonly [string, number] = ['nothing', NaN];
  for (const each of values) {
    if (Number.isNaN(each[1])) {
      largest = each;
      break;
    }
    if (!(each[1] <= largest[1])) largest = each;
  }
  atMost(`${what} (${largest[0]})`, largest[1], limit);
}

/** For what has no figure. */
export function miss(what: string): void {
  console.log(`MISS ${what}`);
  process.exitCode = 1;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** What plain text reaches where nothing else holds up the frames of a screen of 60 a second. */
const UNDISTURBED = 58;

/**
 * Sixty frames a second, or close to it, whenever the machine has them for plain text; where it has not,
 * nothing can be said but how far behind that it is.
 */
export function holdFrames(ours: number, plainText: number): void {
  if (plainText >= UNDISTURBED) return atLeast('frames a second', ours, 57);
  console.log(`     plain text had ${plainText.toFixed(0)} frames a second: sixty cannot be held here`);
  atMost('frames of plain text, x ours', plainText / ours, 1.1);
}
