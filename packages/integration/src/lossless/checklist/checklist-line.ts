/** A test, by its file (beside these, or by its path from the root of the repository) and its title. */
export type Proof = readonly [file: string, title: string];

/** One line of what five existing systems have, and the tests that carry it. */
export interface ChecklistLine {
  /** As the list has it, to the letter: what is added to a line is missed here. */
  readonly line: string;
  readonly by: readonly Proof[];
  /** What of it is no value to carry, by the names that the line has for it. */
  readonly besides?: { readonly names?: readonly string[]; readonly why: string };
  /** Words of what the README says is not there yet. */
  readonly notBuilt?: string;
}
