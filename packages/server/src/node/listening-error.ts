import { AgentChatError } from '@agent-chat/protocol';

/** Why a server could not listen, as one sentence that says what to do. */
export function listeningError(cause: unknown, host: string, port: number): AgentChatError {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return new AgentChatError('InvalidConfiguration', sentence(code, host, port), {
    details: { host, port, code },
    cause,
  });
}

function sentence(code: string, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken: stop the other program or choose another port.`;
    case 'EACCES':
      return `Port ${port} may not be opened by this user: choose one above 1023.`;
    case 'ERR_SOCKET_BAD_PORT':
      return `${port} is not a port: choose a number from 0 to 65535.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `"${host}" is no address of this machine: choose one, for example 127.0.0.1.`;
    default:
      return `The server could not listen on ${host}:${port} (${code === '' ? 'unknown' : code}).`;
  }
}
