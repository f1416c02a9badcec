import { WHY_NOTE } from '../loop/prompt.js';
import type { ModelMessage } from '../model/model-port.js';
import { saidSettingsIn } from '../settings/said-settings.js';
import { SEND_DEMO_EMAIL } from './demo-email.js';
import { DOCS_TABLE, SEARCH_DOCS } from './docs-tools.js';

type ToolMessage = Extract<ModelMessage, { role: 'tool' }>;

const TOOLS: readonly string[] = [SEARCH_DOCS, DOCS_TABLE, SEND_DEMO_EMAIL];

/** A lookup of an earlier or the present turn. */
export interface Lookup {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** What the guide needs of a conversation: the question, and what was looked up for it. */
export interface GuideTurn {
  readonly question: string;
  /** The newest lookup of this turn and its result; `null` before there is one. */
  readonly result: { readonly lookup: Lookup; readonly message: ToolMessage } | null;
  /** Whether it is not the question that is asked, but why it was answered so. */
  readonly isWhy: boolean;
  /** What became of each setting in the question, in words; `null`: there were none. */
  readonly settings: readonly string[] | null;
  /** The newest search of an earlier turn. */
  readonly previous: Lookup | null;
}

/** Reads the messages of a prompt. Notes of the loop are nobody's question. */
export function guideTurnOf(messages: readonly ModelMessage[]): GuideTurn {
  const asked = messages.findLastIndex((message) => message.role === 'user' && !isNote(message));
  const question = messages[asked];
  const after = messages.slice(asked + 1);
  const answer = after.findLast((message) => message.role === 'tool');
  const lookup = answer && lookupsOf(after).findLast(({ toolCallId }) => toolCallId === answer.toolCallId);
  return {
    question: question?.role === 'user' ? question.text : '',
    isWhy: after.some((message) => isNote(message) && message.text.includes(WHY_NOTE)),
    settings: settingsIn(after),
    result: answer && lookup ? { lookup, message: answer } : null,
    previous: lookupsOf(messages.slice(0, asked)).findLast(({ name }) => name !== SEND_DEMO_EMAIL) ?? null,
  };
}

function settingsIn(messages: readonly ModelMessage[]): readonly string[] | null {
  const notes = messages.flatMap((message) => (isNote(message) ? (saidSettingsIn(message.text) ?? []) : []));
  return notes.length === 0 ? null : notes;
}

function isNote(message: ModelMessage): message is Extract<ModelMessage, { role: 'user' }> {
  return message.role === 'user' && message.isNote === true;
}

function lookupsOf(messages: readonly ModelMessage[]): (Lookup & { readonly toolCallId: string })[] {
  return messages.flatMap((message) =>
    message.role !== 'assistant'
      ? []
      : message.toolCalls
          .filter(({ name }) => TOOLS.includes(name))
          .map(({ toolCallId, name, args }) => ({
            toolCallId,
            name,
            args: typeof args === 'object' && args !== null ? { ...args } : {},
          })),
  );
}
