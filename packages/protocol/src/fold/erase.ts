import { blankEvent, blankMessage, withoutText } from '../events/blank.js';
import type { ConversationEvent } from '../events/event.js';
import { isKnownEvent } from '../events/parse-event.js';
import type { SystemPayload } from '../events/system.js';
import { withoutFields } from '../values/fields.js';
import { PersistentList } from './persistent-list.js';
import type { MessageEntry, Timeline, TimelineEntry } from './state.js';

/**
 * The timeline as the log without the content of these events folds to. It looks at every entry:
 * erasing is rare.
 */
export function eraseFrom(timeline: Timeline, { seqs, runIds = [] }: SystemPayload<'erased'>): Timeline {
  const erased = new Set(seqs);
  let { entries, runs, waiting } = timeline;
  for (let position = entries.first; position < entries.end; position++) {
    const entry = entries.get(position) as TimelineEntry;
    const isNamed = erased.has(entry.seq) || entry.changedBy?.some((seq) => erased.has(seq));
    if (isNamed) entries = entries.set(position, withoutUnknown(eraseEntry(entry, erased), erased));
  }
  for (const [target, events] of waiting) {
    const all = [...events];
    if (all.some((event) => erased.has(event.seq))) {
      const blanked = all.map((event) => blankIfErased(event, erased));
      waiting = waiting.set(target, PersistentList.from(blanked));
    }
  }
  for (const runId of runIds) {
    const run = runs.get(runId);
    if (run !== undefined) runs = runs.set(runId, { ...run, state: {} });
  }
  return { ...timeline, entries, runs, waiting };
}

function blankIfErased(event: ConversationEvent, erased: ReadonlySet<number>): ConversationEvent {
  return erased.has(event.seq) && isKnownEvent(event) ? blankEvent(event) : event;
}

function eraseEntry(entry: TimelineEntry, erased: ReadonlySet<number>): TimelineEntry {
  const isErased = erased.has(entry.seq);
  const isLater = (entry.changedBy ?? []).some((seq) => erased.has(seq));
  switch (entry.kind) {
    case 'message': {
      const kept = withoutFeedback(entry, erased);
      return isErased ? { ...withoutPatches(kept), message: blankMessage(entry.message) } : kept;
    }
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

/** What is unknown of an event goes with its content, and with a change that is none any more. */
function withoutUnknown(entry: TimelineEntry, erased: ReadonlySet<number>): TimelineEntry {
  const { unknown, ...bare } = entry;
  if (unknown === undefined) return entry;
  const made = new Set([entry.seq, ...(entry.changedBy ?? [])]);
  const kept = unknown.filter(({ seq }) => made.has(seq) && !erased.has(seq));
  return kept.length > 0 ? { ...entry, unknown: kept } : bare;
}

/** Feedback without its content is feedback that was taken back. */
function withoutFeedback(entry: MessageEntry, erased: ReadonlySet<number>): MessageEntry {
  const { feedback = [], withdrawn = [], ...bare } = entry;
  const given = feedback.filter((one) => !erased.has(one.seq));
  const gone = feedback.filter((one) => erased.has(one.seq)).map(({ author, seq }) => ({ author, seq }));
  const all = [...withdrawn, ...gone];
  return {
    ...bare,
    ...(given.length > 0 && { feedback: given }),
    ...(all.length > 0 && { withdrawn: all.sort((a, b) => a.seq - b.seq) }),
  };
}

/** Patches of the cards of a message that is gone change nothing. */
function withoutPatches({ cardRevs: _cardRevs, changedBy = [], ...entry }: MessageEntry): MessageEntry {
  const ratings = new Set([...(entry.feedback ?? []), ...(entry.withdrawn ?? [])].map(({ seq }) => seq));
  const changes = changedBy.filter((seq) => ratings.has(seq));
  return { ...entry, ...(changes.length > 0 && { changedBy: changes }) };
}
