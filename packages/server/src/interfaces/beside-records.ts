import type { InterfaceDirectory } from '../sessions/interfaces.js';

/** The host's own interfaces, and those that operators made: what the host has under a slug goes first. */
export function besideRecords(ofHost: InterfaceDirectory, made: InterfaceDirectory): InterfaceDirectory {
  return {
    find: async (slug) => (await ofHost.find(slug)) ?? made.find(slug),
    allows: async (origin) =>
      ((await ofHost.allows?.(origin)) ?? false) || (await made.allows?.(origin)) === true,
  };
}
