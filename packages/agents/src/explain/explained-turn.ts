import type { Logger, RunnerOutput, RunnerPart } from '@agent-chat/core';
import { AgentChatError, type ConversationEvent, isKnownEvent } from '@agent-chat/protocol';
import { type ExplanationEvidence, explanationCard } from '@agent-chat/protocol/cards';
import { changedOutputs } from '../loop/changed-outputs.js';
import { forbiddenPlace } from '../loop/forbidden-card.js';
import { firstChars } from '../text/first-chars.js';
import type { AskedWhy } from './asked-why.js';
import { evidenceIn } from './evidence.js';

/** Adds what only the host knows, for example the version of the policy in force. */
export type EvidenceFor = (about: {
  readonly tenant: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly partId?: string;
  readonly seq: number;
}) => Promise<readonly ExplanationEvidence[]>;

export interface ExplainedTurn {
  readonly tenant: string;
  readonly asked: AskedWhy;
  readonly events: readonly ConversationEvent[];
  readonly evidenceFor: EvidenceFor | undefined;
  readonly logger: Logger;
}

const MAX_SUMMARY_CHARS = 500;
const MAX_ROOT_CAUSE_CHARS = 10_000;

/**
 * Turns an answer to "Why?" into an `explanation` card: its first line, the rest below, and links to what
 * the log has. Where no model answers, or the guard policy forbids what it says, what the log has is the
 * answer; one that was cut off is shown as far as it came, and stays marked.
 */
export function explainedTurn(
  outputs: AsyncIterable<RunnerOutput>,
  turn: ExplainedTurn,
): AsyncGenerator<RunnerOutput> {
  return changedOutputs(outputs, (output) => explained(output, turn));
}

async function* explained(output: RunnerOutput, turn: ExplainedTurn): AsyncGenerator<RunnerOutput> {
  // The card comes whole: nothing of it is shown before.
  if (output.type === 'draft') return;
  if (output.type !== 'message' || output.finality === 'none' || output.outcome?.status === 'stopped') {
    yield output;
    return;
  }
  const text = output.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
  const { outcome, finality } = output;
  const isCut = outcome?.status === 'truncated' && text.trim() !== '';
  const others = output.parts.filter((part) => part.type === 'card');
  let told = outcome === undefined || isCut ? text : '';
  for (;;) {
    const card = await explanationOf(told, turn);
    const parts: RunnerPart[] = [{ type: 'card', card }, ...others];
    try {
      yield { type: 'message', parts, finality, ...(isCut && { outcome }) };
      return;
    } catch (error) {
      const at = forbiddenPlace(error);
      if (at !== 0 || told === '') throw at === null ? error : ofItsOwn(error, at, output.parts);
      told = '';
    }
  }
}

/** The fault as the agent knows it: by the place that the card had in its own message. */
function ofItsOwn(error: unknown, at: number, parts: readonly RunnerPart[]): AgentChatError {
  const { code, message, details } = AgentChatError.from(error);
  const cards = parts.flatMap((part, index) => (part.type === 'card' ? [index] : []));
  // The explanation stands before them, and is none of its own.
  const index = cards[at - 1] ?? null;
  return new AgentChatError(code, message, { details: { ...(details as object), index }, cause: error });
}

async function explanationOf(text: string, turn: ExplainedTurn) {
  const { tenant, asked, events, evidenceFor, logger } = turn;
  const { message, partId } = asked;
  const { messageId } = message.payload;
  const about = { messageId, ...(partId !== undefined && { partId }) };
  const known = evidenceIn(events, asked);
  const [first = '', ...rest] = text.trim().split(/\n+/);
  const line = first.replace(/\s+/g, ' ').trim();
  const told = firstChars(line, MAX_SUMMARY_CHARS);
  const summary = told === '' ? summaryOf(asked, events) : told;
  const rootCause = firstChars([line.slice(told.length), ...rest].join('\n\n').trim(), MAX_ROOT_CAUSE_CHARS);
  const evidence = [...(await hostEvidence()), ...known].slice(0, 100);
  return explanationCard({ summary, evidence, about, ...(rootCause !== '' && { rootCause }) });

  async function hostEvidence(): Promise<readonly ExplanationEvidence[]> {
    try {
      const place = { tenant, conversationId: message.conversationId, seq: message.seq, ...about };
      return ((await evidenceFor?.(place)) ?? []).filter(isFit);
    } catch (error) {
      logger.log('warn', 'The host could not add to an explanation.', { cause: String(error) });
      return [];
    }
  }

  /** What no card takes is left out: the log has an answer of its own. */
  function isFit(one: ExplanationEvidence): boolean {
    try {
      explanationCard({ summary, evidence: [one] });
      return true;
    } catch (error) {
      logger.log('warn', 'The host added to an explanation what no card takes.', { cause: String(error) });
      return false;
    }
  }
}

/** The answer by the log alone. */
function summaryOf({ message }: AskedWhy, events: readonly ConversationEvent[]): string {
  const names = events.flatMap((event) =>
    isKnownEvent(event) &&
    event.type === 'tool_call' &&
    event.turn === message.turn &&
    event.seq < message.seq
      ? [event.payload.name]
      : [],
  );
  // A model may have called what cannot be the name of a tool.
  const used = [...new Set(names)].map((name) => name.replace(/\s+/g, ' '));
  if (used.length === 0) return 'It follows from the conversation alone: no tool was used for it.';
  return firstChars(`It follows from what ${used.join(', ')} found.`, MAX_SUMMARY_CHARS);
}
