/** Thrown by a decision when what was computed for it is of an older state: it is computed again. */
export class HasMoved extends Error {}
