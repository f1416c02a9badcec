/**
 * What a command names, looked up before it is decided. That it is not there, or may not be had, is told
 * when the command is decided: a retry of an accepted one gets its first result, whatever has become of
 * what it names.
 */
export async function toldLater<T>(found: Promise<T>): Promise<() => T> {
  try {
    const value = await found;
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
