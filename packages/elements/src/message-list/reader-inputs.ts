/** What a reader scrolls by: after one of these a scroll is the reader's own. */
export const READER_INPUTS = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;
