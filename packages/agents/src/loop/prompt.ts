import type { ConversationEvent } from '@agent-chat/protocol';
import type { ModelMessage } from '../model/model-port.js';
import { firstChars } from '../text/first-chars.js';
import { nameGiver, type PromptOptions } from './author-names.js';
import { type AgentStep, type LoggedCall, type TranscriptItem, transcriptOf } from './transcript.js';
import type { ShownPictures } from './turn-pictures.js';

/**
 * The messages of a prompt, from a log as the agent may see it (`RunnerInput.events`). The active
 * path only. What others wrote has the role `user`, and begins with the author's name where the
 * agent has more than one partner. An answer that was stopped, cut off or failed is followed by a
 * note that says so, and a call without a result by a typed error: no provider takes one without.
 */
export function promptOf(events: readonly ConversationEvent[], options: PromptOptions): ModelMessage[] {
  const items = transcriptOf(events, options.agentId);
  const write = promptWriter(options, items);
  return items.flatMap((item) => write(item));
}

/** Writes the messages of one of `items`. Its pictures are named, and shown where they are given. */
export function promptWriter(
  options: PromptOptions,
  items: readonly TranscriptItem[],
): (item: TranscriptItem, pictures?: ShownPictures) => ModelMessage[] {
  const nameOf = nameGiver(options, items);
  return (item, pictures) => {
    switch (item.type) {
      case 'said':
        return item.text.trim() === '' ? [] : [messageOfSaid(item, nameOf, pictures)];
      case 'step':
        return messagesOfStep(item);
      case 'action':
        return [note(wordsOfAction(item, nameOf))];
      case 'note':
        return [note(item.text)];
      case 'cleared':
        return [note('The answer above was ended before it was finished.')];
    }
  };
}

function messageOfSaid(
  { author, text }: Extract<TranscriptItem, { type: 'said' }>,
  nameOf: (author: string, text: string) => string,
  { images, leftOut }: ShownPictures = { images: [], leftOut: [] },
): ModelMessage {
  const lines = leftOut.map(({ name, because }) => `[You cannot see ${name}: ${because}.]`);
  return {
    role: 'user',
    text: nameOf(author, [text, ...lines].join('\n\n')),
    ...(images.length > 0 && { images }),
  };
}

/** So much of a message, or of a card in it, tells which one it was. */
const MAX_ABOUT_CHARS = 200;

/** How the note begins by which an agent is asked "Why?". */
export const WHY_NOTE = 'Why did you write this?';

function wordsOfAction(
  { author, actionId, about, payload }: Extract<TranscriptItem, { type: 'action' }>,
  nameOf: (author: string, text: string) => string,
): string {
  // Brackets are what a model knows a note by.
  const plain = about.replace(/[[\]]/g, ' ').replace(/\s+/g, ' ').trim();
  const cut = plain.length > MAX_ABOUT_CHARS ? `${firstChars(plain, MAX_ABOUT_CHARS)}…` : plain;
  const quoted = cut === '' ? '' : ` “${cut}”`;
  if (actionId === 'explain')
    return nameOf(author, `${WHY_NOTE} Say in one line how you came to it:${quoted}`);
  const data = payload === undefined ? '' : ` with ${JSON.stringify(payload)}`;
  return nameOf(author, `Pressed the button “${actionId}”${data} on your message${quoted}`);
}

function messagesOfStep(step: AgentStep): ModelMessage[] {
  const { text, calls, continuation } = step;
  const messages: ModelMessage[] = [];
  if (text !== '' || calls.length > 0) {
    messages.push({
      role: 'assistant',
      text,
      toolCalls: calls.map(({ toolCallId, name, args }) => ({ toolCallId, name, args })),
      ...(continuation === undefined ? {} : { continuation }),
    });
  }
  messages.push(...calls.map(resultMessage));
  for (const { name, editedArgs } of calls) {
    if (editedArgs === undefined) continue;
    messages.push(
      note(`A person changed the arguments of ${name}. It ran with: ${JSON.stringify(editedArgs)}`),
    );
  }
  const remark = remarkOn(step);
  if (remark !== null) messages.push(note(remark));
  return messages;
}

/** What a prompt says of a call that has no result. */
const UNANSWERED = {
  called: { code: 'tool_not_run', message: 'It was not run.' },
  waiting: { code: 'tool_waits', message: 'It has not run yet: a person is asked whether it may.' },
  started: { code: 'tool_outcome_unknown', message: 'It started, and how it ended is not known.' },
  answered: { code: 'tool_outcome_unknown', message: 'How it ended is not known.' },
} as const;

function resultMessage({ toolCallId, name, status, result }: LoggedCall): ModelMessage {
  const error = { ...UNANSWERED[status], retryable: false };
  return { role: 'tool', toolCallId, name, result: result ?? { error } };
}

function remarkOn({ outcome }: AgentStep): string | null {
  switch (outcome?.status) {
    case undefined:
    case 'complete':
      return null;
    case 'stopped':
      return 'The answer above was stopped before it was finished.';
    case 'truncated':
      return 'The answer above was cut off before it was finished.';
    case 'failed':
      return `The answer above failed: ${outcome.reason?.message ?? 'nobody knows why.'}`;
  }
}

/** In the role `user`, so that no model takes it for a habit of its own. */
export function note(text: string): ModelMessage {
  return { role: 'user', text: `[${text}]`, isNote: true };
}
