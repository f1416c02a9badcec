import { blankEvent, blankMessage, withoutText } from '../events/blank.js';
import type { ConversationEvent } from '../events/event.js';
import { isKnownEvent } from '../events/parse-event.js';
import type { SystemPayload } from '../events/system.js';
import { fieldsOf, withoutFields } from '../values/fields.js';
import { changesOf } from './annotations.js';
import { PersistentList } from './persistent-list.js';
import { PersistentMap } from './persistent-map.js';
import type { Timeline } from './state.js';
import type { MessageEntry, TimelineEntry } from './timeline-entry.js';

type Traced = NonNullable<Timeline['traced']>;

/**
 * The timeline as the log without the content of these events folds to. What they are in is looked up:
 * only the first time every entry is looked at.
 */
export function eraseFrom(timeline: Timeline, { seqs, runIds = [] }: SystemPayload<'erased'>): Timeline {
  const erased = new Set(seqs);
  const traced = timeline.traced ?? trace(timeline);
  let { entries, runs, waiting } = timeline;
  for (const seq of erased) {
    const place = traced.get(String(seq)) ?? positionOf(entries, seq);
    if (typeof place === 'string') {
      const events = waiting.get(place) as PersistentList<ConversationEvent>;
      const position = positionOf(events, seq) as number;
      const event = events.get(position) as ConversationEvent;
      waiting = waiting.set(place, events.set(position, blankIfErased(event, erased)));
    } else if (place !== null) {
      const entry = entries.get(place) as TimelineEntry;
      entries = entries.set(place, withoutUnknown(eraseEntry(entry, erased), erased));
    }
  }
  for (const runId of runIds) {
    const run = runs.get(runId);
    if (run !== undefined) runs = runs.set(runId, { ...run, state: {} });
  }
  return { ...timeline, entries, runs, waiting, traced };
}

/** Where all is that changed an entry or waits. What comes later is added as it comes. */
function trace({ entries, waiting }: Timeline): Traced {
  let traced: Traced = PersistentMap.empty();
  for (let position = entries.first; position < entries.end; position++) {
    const changes = changesOf(entries.get(position) as TimelineEntry);
    for (const seq of changes) traced = traced.set(String(seq), position);
  }
  for (const [target, events] of waiting) {
    for (const { seq } of events) traced = traced.set(String(seq), target);
  }
  return traced;
}

/** The position of the event with this seq, or of the entry that it added, in a list in log order. */
function positionOf(list: PersistentList<{ readonly seq: number }>, seq: number): number | null {
  const position = list.firstWhere((one) => one.seq >= seq);
  return list.get(position)?.seq === seq ? position : null;
}

function blankIfErased(event: ConversationEvent, erased: ReadonlySet<number>): ConversationEvent {
  return erased.has(event.seq) && isKnownEvent(event) ? blankEvent(event) : event;
}

function eraseEntry(entry: TimelineEntry, erased: ReadonlySet<number>): TimelineEntry {
  const isErased = erased.has(entry.seq);
  if (entry.kind === 'message') {
    const kept = withoutFeedback(entry, erased);
    if (!isErased) return kept;
    // Patches of the cards of a message that is gone change nothing.
    const bare = withoutFields(kept, 'cardRevs', 'changedBy', 'unknown');
    return { ...bare, message: blankMessage(entry.message) };
  }
  const isLater = [...(entry.changedBy ?? [])].some((seq) => erased.has(seq));
  switch (entry.kind) {
    case 'tool':
      return {
        ...entry,
        ...(isErased && { args: null }),
        ...(isLater && entry.status === 'done' && { output: null }),
        ...(isLater && entry.error && { error: withoutText(entry.error) }),
      };
    case 'approval': {
      const kept = isLater ? withoutFields(entry, 'editedArgs', 'comment') : entry;
      return isErased ? { ...withoutFields(kept, 'reason'), args: null, argsHash: '' } : kept;
    }
    case 'query': {
      const { answer } = entry;
      return {
        ...entry,
        ...(isErased && { text: '' }),
        ...(isLater && answer && { answer: { author: answer.author, text: '' } }),
      };
    }
    case 'action': {
      const kept = isLater ? withoutFields(entry, 'outcomeMessage') : entry;
      return isErased ? withoutFields(kept, 'partId', 'payload') : kept;
    }
    case 'event':
      return { ...entry, event: blankIfErased(entry.event, erased) };
  }
}

/** What is unknown of an event goes with its content. */
function withoutUnknown(entry: TimelineEntry, erased: ReadonlySet<number>): TimelineEntry {
  const { unknown, ...bare } = entry;
  if (unknown === undefined) return entry;
  const kept = [...unknown].filter(({ seq }) => !erased.has(seq));
  return kept.length > 0 ? { ...entry, unknown: PersistentList.from(kept) } : bare;
}

/** Feedback without its content is feedback that was taken back. */
function withoutFeedback(entry: MessageEntry, erased: ReadonlySet<number>): MessageEntry {
  const { feedback = [], withdrawn = [], ...bare } = entry;
  const isErased = ({ seq }: { readonly seq: number }): boolean => erased.has(seq);
  const given = feedback.filter((one) => !isErased(one));
  const gone = [...withdrawn, ...feedback.filter(isErased)]
    .map((one) => (isErased(one) ? fieldsOf(one, 'author', 'seq') : one))
    .sort((a, b) => a.seq - b.seq);
  return {
    ...bare,
    ...(given.length > 0 && { feedback: given }),
    ...(gone.length > 0 && { withdrawn: gone }),
  };
}
