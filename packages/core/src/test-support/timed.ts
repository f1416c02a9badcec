/** What `work` gives, and what it cost in milliseconds of this process's time on a processor, however busy that is. */
export function timed<T>(work: () => T): { readonly result: T; readonly cpuMs: number } {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { result, cpuMs: (user + system) / 1_000 };
}
