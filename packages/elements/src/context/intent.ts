/** How what a person wants travels: out of every shadow root, to whoever does it or calls it off. */
export const INTENT = { bubbles: true, composed: true, cancelable: true } as const;
