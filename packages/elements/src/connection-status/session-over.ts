import type { Connection } from '@agent-chat/client';

/** Whether the session is over that the connection was under: no other try helps, only another session. */
export function isOver({ status, error }: Connection): boolean {
  return status === 'closed' && (error?.code === 'SessionExpired' || error?.code === 'SessionEnded');
}
