import { AgentChatError } from '@agent-chat/protocol';
import { type Listener, type ListenOptions, listen } from '@agent-chat/server/node';

/** What sets what was wrong, by the system's code of the failure. */
const SET_BY: Readonly<Record<string, string>> = {
  EADDRINUSE: '--port or PORT',
  EACCES: '--port or PORT',
  EADDRNOTAVAIL: '--host or HOST',
  ENOTFOUND: '--host or HOST',
  EAI_AGAIN: '--host or HOST',
};

/**
 * `listen`, whose failure names the option as well: the library knows of no command line.
 * @throws AgentChatError `InvalidConfiguration`
 */
export async function listenAsSet(options: ListenOptions): Promise<Listener> {
  try {
    return await listen(options);
  } catch (error) {
    if (!AgentChatError.isInstance(error)) throw error;
    const { code, message, details, cause } = error;
    const setBy = SET_BY[(details as { readonly code?: string } | undefined)?.code ?? ''];
    if (setBy === undefined) throw error;
    throw new AgentChatError(code, `${message} Use ${setBy}.`, { details, cause });
  }
}
