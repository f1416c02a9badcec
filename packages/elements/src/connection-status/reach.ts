import type { Connection } from '@agent-chat/client';
import { isOver } from './session-over.js';

/**
 * Whether what is sent arrives:
 * - `now`: the connection stands, or is being made for the first time
 * - `later`: it is lost, and what waits is sent when it is back
 * - `never`: the session is over
 */
export type Reach = 'now' | 'later' | 'never';

export function reachOf(connection: Connection): Reach {
  if (isOver(connection)) return 'never';
  return ['reconnecting', 'offline', 'closed'].includes(connection.status) ? 'later' : 'now';
}
