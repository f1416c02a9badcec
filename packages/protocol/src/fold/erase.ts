import { blankEvent } from '../events/blank.js';
import type { ConversationEvent } from '../events/event.js';
import { isKnownEvent } from '../events/parse-event.js';
import type { SystemPayload } from '../events/system.js';
import type { ErrorBody } from '../values/error-body.js';
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
    if (isNamed) entries = entries.set(position, eraseEntry(entry, erased));
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

function withoutText({ code, retryable }: ErrorBody): ErrorBody {
  return { code, message: '', retryable };
}

function blankIfErased(event: ConversationEvent, erased: ReadonlySet<number>): ConversationEvent {
  return erased.has(event.seq) && isKnownEvent(event) ? blankEvent(event) : event;
}

function eraseEntry(entry: TimelineEntry, erased: ReadonlySet<number>): TimelineEntry {
  const isErased = erased.has(entry.seq);
  const later = (entry.changedBy ?? []).filter((seq) => erased.has(seq));
  switch (entry.kind) {
    case 'message': {
      if (!isErased) return withoutFeedback(entry, erased);
      const bare = withoutPatches(withoutFeedback(entry, erased));
      const { messageId, parentId, role, outcome, replyTo } = entry.message;
      return {
        ...bare,
        message: {
          messageId,
          parentId,
          role,
          parts: [],
          ...(outcome && { outcome: { status: outcome.status } }),
          ...(replyTo === undefined ? {} : { replyTo }),
          erased: true,
        },
      };
    }
    case 'tool': {
      const { output: _output, error, ...bare } = entry;
      const result =
        entry.status === 'done'
          ? { output: later.length > 0 ? null : entry.output }
          : error && { error: later.length > 0 ? withoutText(error) : error };
      return { ...bare, args: isErased ? null : entry.args, ...result };
    }
    case 'approval': {
      const { editedArgs, comment, reason, ...bare } = entry;
      const resolution =
        later.length > 0
          ? {}
          : {
              ...(editedArgs === undefined ? {} : { editedArgs }),
              ...(comment === undefined ? {} : { comment }),
            };
      if (!isErased) return { ...bare, ...(reason && { reason }), ...resolution };
      return { ...bare, args: null, argsHash: '', ...resolution };
    }
    case 'query': {
      const { answer, ...bare } = entry;
      const kept = answer && later.length > 0 ? { author: answer.author, text: '' } : answer;
      return { ...bare, text: isErased ? '' : entry.text, ...(kept && { answer: kept }) };
    }
    case 'action': {
      const { payload, outcomeMessage, partId, ...bare } = entry;
      return {
        ...bare,
        ...(isErased || partId === undefined ? {} : { partId }),
        ...(isErased || payload === undefined ? {} : { payload }),
        ...(later.length > 0 || outcomeMessage === undefined ? {} : { outcomeMessage }),
      };
    }
    case 'event':
      return { ...entry, event: blankIfErased(entry.event, erased) };
  }
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
