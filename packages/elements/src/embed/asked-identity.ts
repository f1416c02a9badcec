/** What vouches for the visitor, as the page around a frame says it when it is asked. */
export interface AskedIdentity {
  /**
   * Resolves with what the page says; with nothing for a visitor who has not logged in.
   * @throws when the page says nothing for too long
   */
  ask(): Promise<string | null>;
  /** The page has said it. Returns whether somebody waited for it. */
  said(token: string | null): boolean;
  /** The page can be asked from now on: it is asked again for what it has not said. */
  askAgain(): void;
}

const SAYS_WITHIN_MS = 15_000;

/** @param want asks the page */
export function createAskedIdentity(want: () => void): AskedIdentity {
  let waiting: ((token: string | null) => void)[] = [];
  return {
    ask: () =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting = waiting.filter((each) => each !== settle);
          reject(
            new Error('The page around this chat does not say who its visitor is (connectEmbed, identity).'),
          );
        }, SAYS_WITHIN_MS);
        const settle = (token: string | null): void => {
          clearTimeout(timer);
          resolve(token);
        };
        waiting.push(settle);
        want();
      }),
    said(token) {
      const told = waiting;
      waiting = [];
      for (const settle of told) settle(token);
      return told.length > 0;
    },
    askAgain() {
      if (waiting.length > 0) want();
    },
  };
}
