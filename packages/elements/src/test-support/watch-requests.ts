/** Another host, which answers: that of the tests by another name. Nothing asks it for anything but on purpose. */
export const ELSEWHERE = `http://elsewhere.localhost:${location.port}/`;

export interface WatchedRequests {
  /** The addresses of all that was asked for since. */
  all(): readonly string[];
  /** Those of other hosts. */
  elsewhere(): readonly string[];
  stop(): void;
}

/**
 * Notes what a page asks for from now on, however much that is: of the list that a browser keeps by
 * itself no more comes after 250 entries, and a chat of single modules has as many.
 */
export function watchRequests(view: Window & typeof globalThis): WatchedRequests {
  const addresses: string[] = [];
  const note = (entries: PerformanceEntryList): void => {
    addresses.push(...entries.map(({ name }) => name));
  };
  const observer = new view.PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: 'resource' });
  const all = (): readonly string[] => {
    note(observer.takeRecords());
    return addresses;
  };
  return {
    all,
    elsewhere: () => all().filter((address) => new URL(address).host !== location.host),
    stop: () => observer.disconnect(),
  };
}
