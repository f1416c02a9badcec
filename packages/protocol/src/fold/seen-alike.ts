import type { Audience } from '../events/event.js';
import type { Addressed } from '../events/project.js';
import { SYSTEM_PARTICIPANT_ID } from '../values/caller.js';

/**
 * The audience of an event that exactly those are to see who see `subject`, whoever writes it: a
 * result, an answer, a resolution, a patch. Authors see what is theirs, so they are named.
 */
export function audienceLike(subject: Addressed): Audience {
  if (subject.audience === 'everyone') return 'everyone';
  const readers = [...readersOf(subject)];
  return readers.length === 0 ? 'operators' : readers;
}

/**
 * Whether whoever sees `subject` sees `event`, and nobody else: else some would see an entry change
 * by what they may not see, and the event is an entry of its own. Who writes about something without
 * being a reader of it is an operator, and sees all.
 */
export function isSeenAlike(subject: Addressed, event: Addressed): boolean {
  if (subject.audience === 'everyone' || event.audience === 'everyone') {
    return subject.audience === event.audience;
  }
  const readers = readersOf(subject);
  const others = readersOf(event);
  return (
    [...readers].every((reader) => others.has(reader)) &&
    namedIn(event).every((participantId) => readers.has(participantId))
  );
}

/** Who sees it besides the operators. */
function readersOf(addressed: Addressed): ReadonlySet<string> {
  const readers = new Set(namedIn(addressed));
  if (addressed.author !== SYSTEM_PARTICIPANT_ID) readers.add(addressed.author);
  return readers;
}

function namedIn({ audience }: Addressed): readonly string[] {
  return Array.isArray(audience) ? audience : [];
}
