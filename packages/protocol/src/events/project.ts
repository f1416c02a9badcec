import type { Viewer } from '../values/caller.js';
import { SYSTEM_PARTICIPANT_ID } from '../values/caller.js';
import type { Audience } from './event.js';

/** What deciding on visibility needs of an event, a draft or a timeline entry. */
export interface Addressed {
  readonly author: string;
  readonly audience: Audience;
}

/**
 * Whether `viewer` may see `addressed`: the one rule for streams, pages, snapshots, exports and
 * prompts. Authors and operators always see; observers see what is for `everyone`.
 */
export function isVisible(addressed: Addressed, viewer: Viewer): boolean {
  if (addressed.audience === 'everyone' || viewer.operator) return true;
  if (viewer.participantId === undefined) return false;
  if (addressed.author === viewer.participantId && addressed.author !== SYSTEM_PARTICIPANT_ID) {
    return true;
  }
  return Array.isArray(addressed.audience) && addressed.audience.includes(viewer.participantId);
}

/** The event whole, or `null` when `viewer` may not see it. Never a part of it. */
export function project<E extends Addressed>(event: E, viewer: Viewer): E | null {
  return isVisible(event, viewer) ? event : null;
}
