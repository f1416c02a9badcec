import type { Clock } from '@agent-chat/core';
import type { ModelDelta, ModelPort, ModelRequest } from '../model/model-port.js';
import { sleep } from '../timing/sleep.js';
import {
  type Answer,
  composeAnswer,
  composeTableAnswer,
  introduction,
  NOTHING_BEFORE,
  searchFailed,
  settingsAnswer,
  YOU_ARE_WELCOME,
} from './compose.js';
import { demoEmail, demoEmailAnswer, SEND_DEMO_EMAIL } from './demo-email.js';
import { type DocsIndex, relevant } from './docs-index.js';
import { DOCS_TABLE, SEARCH_DOCS } from './docs-tools.js';
import { MAX_ROWS } from './find-table.js';
import { type GuideTurn, guideTurnOf, type Lookup } from './guide-turn.js';
import { SearchOutput, TableOutput } from './lookup-output.js';
import { type AnswerLength, readQuestion, type SearchQuestion } from './question.js';
import { whyAnswer } from './why.js';
import { topicTermsOf, topicWordsOf } from './words.js';

export interface GuideModelOptions {
  readonly index: DocsIndex;
  readonly subject: string;
  readonly paceMs: number;
  readonly clock: Clock;
  /** Whether it has a tool to show an approval with. */
  readonly canAsk: boolean;
}

/** How many sections, and how much of each, an answer of a length shows. */
const EXTENT: Record<AnswerLength, { limit: number; maxChars: number }> = {
  short: { limit: 1, maxChars: 700 },
  normal: { limit: 3, maxChars: 700 },
  long: { limit: 6, maxChars: 1500 },
};

const APPROVAL_THOUGHT = 'This is to be sent, so a person has to say yes first. I write it and ask.';

const WHAT_IS = /^what('s| is| are)\b/i;

/**
 * The guide as a model: it decides by rules what to look up, and puts its answers together from
 * what was found. No network, no chance: equal prompts give equal answers.
 */
export function guideModel({ index, subject, paceMs, clock, canAsk }: GuideModelOptions): ModelPort {
  return {
    modelId: 'guide',
    async *step({ messages, signal }: ModelRequest): AsyncGenerator<ModelDelta> {
      for (const delta of stepOf(guideTurnOf(messages), index, subject, canAsk)) {
        for (const piece of piecesOf(delta)) {
          if (signal.aborted) return;
          yield piece;
          if (paceMs > 0) await sleep(clock, paceMs, signal);
        }
      }
    },
  };
}

function stepOf(turn: GuideTurn, index: DocsIndex, subject: string, canAsk: boolean): ModelDelta[] {
  if (turn.isWhy) return textStep(whyAnswer(turn));
  if (turn.result !== null) return answerStep(turn.result, index);
  // Who asks something besides is answered that: what was set shows by itself.
  if (turn.settings !== null && !turn.question.includes('?')) return textStep(settingsAnswer(turn.settings));
  const question = readQuestion(turn.question, stringArg(turn.previous, 'query'));
  switch (question.kind) {
    case 'greeting':
    case 'about':
      return textStep({ text: introduction(subject, index), citations: [] });
    case 'thanks':
      return textStep({ text: YOU_ARE_WELCOME, citations: [] });
    case 'more':
      return moreStep(turn.previous, index);
    case 'table':
      return lookupStep(DOCS_TABLE, { query: question.topic }, tableThought(question.topic));
    case 'approval':
      return canAsk
        ? lookupStep(SEND_DEMO_EMAIL, demoEmail(question.to, subject), APPROVAL_THOUGHT)
        : searchStep(turn.question, 'normal', index);
    case 'subject':
      return searchStep(`What is ${subject}?`, 'normal', index);
    case 'search':
      return searchStep(queryOf(question, index), question.length, index);
  }
}

function searchStep(query: string, length: AnswerLength, index: DocsIndex): ModelDelta[] {
  const extent = EXTENT[length];
  // Of what something is, one or two explanations are enough.
  const limit = WHAT_IS.test(query) ? Math.min(extent.limit, 2) : extent.limit;
  const args = { query, ...extent, limit: length === 'long' ? extent.limit : limit };
  return lookupStep(SEARCH_DOCS, args, searchThought(query, index));
}

/**
 * What to search for: the question by itself, or with the topic before it where it goes on with
 * that, or would find nothing alone. Taken together only if some section speaks of both.
 */
function queryOf({ topic, wider, goesOn }: SearchQuestion, index: DocsIndex): string {
  if (wider === null) return topic;
  const isAnswered = relevant(index.search(topic)).length > 0;
  if (isAnswered && !goesOn) return topic;
  const speaksOfBoth = (index.search(wider)[0]?.coverage ?? 0) >= 0.75;
  return speaksOfBoth || topicTermsOf(topic).length === 0 ? wider : topic;
}

/** The next passages of what was searched before, or the next rows of a table. */
function moreStep(previous: Lookup | null, index: DocsIndex): ModelDelta[] {
  const query = stringArg(previous, 'query');
  if (previous === null || query === null) return textStep({ text: NOTHING_BEFORE, citations: [] });
  const offset = numberArg(previous, 'offset', 0);
  if (previous.name === DOCS_TABLE) {
    return lookupStep(DOCS_TABLE, { query, offset: offset + MAX_ROWS }, tableThought(query));
  }
  const shown = offset + numberArg(previous, 'limit', EXTENT.normal.limit);
  const { limit, maxChars } = EXTENT.normal;
  return lookupStep(SEARCH_DOCS, { query, limit, maxChars, offset: shown }, searchThought(query, index));
}

function lookupStep(name: string, args: Record<string, unknown>, thought: string): ModelDelta[] {
  const toolCallId = `${name}-1`;
  return [
    { type: 'reasoning', append: thought },
    { type: 'tool_input', toolCallId, toolName: name, append: JSON.stringify(args) },
    { type: 'tool_call', toolCallId, name, args },
    { type: 'finish', reason: 'tool_calls' },
  ];
}

function answerStep({ lookup, message }: NonNullable<GuideTurn['result']>, index: DocsIndex): ModelDelta[] {
  if (lookup.name === SEND_DEMO_EMAIL) return textStep(demoEmailAnswer(message.result));
  if ('error' in message.result) {
    return textStep({ text: searchFailed(message.result.error.message), citations: [] });
  }
  const { output } = message.result;
  if (lookup.name === DOCS_TABLE) return textStep(composeTableAnswer(TableOutput.parse(output), index));
  const found = SearchOutput.parse(output);
  return [
    { type: 'reasoning', append: foundThought(found) },
    ...textStep(composeAnswer(found, lengthOf(lookup), index)),
  ];
}

function textStep({ text, citations }: Answer): ModelDelta[] {
  return [
    { type: 'text', append: text },
    ...(citations.length > 0 ? [{ type: 'citations' as const, citations }] : []),
    { type: 'finish', reason: 'stop' },
  ];
}

function searchThought(query: string, { documents, sections }: DocsIndex): string {
  const topic = topicWordsOf(query);
  const words = topic.length > 0 ? topic.join(', ') : 'nothing that I can search for';
  return `The words that count here: ${words}. I look for them in ${sections.length} sections of ${documents.length} documents.`;
}

function tableThought(topic: string): string {
  return topic === ''
    ? 'No topic is named, so I list the documents.'
    : `A table is wanted about: ${topic}. I look for one in the documents.`;
}

function foundThought({ results, total, offset, isSure }: SearchOutput): string {
  const first = results[0];
  if (first === undefined)
    return offset > 0 ? 'There is nothing left.' : 'No section speaks of enough of this.';
  if (!isSure)
    return `I am not sure that a section speaks of this. “${first.heading}” in ${first.document} may be meant.`;
  const share =
    first.coverage >= 1 ? 'all of these words' : `${Math.round(first.coverage * 100)} % of what was asked`;
  const next = offset > 0 ? 'The next one' : 'The best one';
  return `${total === 1 ? 'One section speaks' : `${total} sections speak`} of this. ${next} is “${first.heading}” in ${first.document}: it covers ${share}.`;
}

function lengthOf(lookup: Lookup): AnswerLength {
  const limit = numberArg(lookup, 'limit', EXTENT.normal.limit);
  if (limit === EXTENT.short.limit) return 'short';
  return limit === EXTENT.long.limit ? 'long' : 'normal';
}

function stringArg(lookup: Lookup | null, name: string): string | null {
  const value = lookup?.args[name];
  return typeof value === 'string' ? value : null;
}

function numberArg(lookup: Lookup, name: string, otherwise: number): number {
  const value = lookup.args[name];
  return typeof value === 'number' ? value : otherwise;
}

/** A text in words, as they appear one after the other; anything else whole. */
function piecesOf(delta: ModelDelta): ModelDelta[] {
  if (delta.type !== 'text' && delta.type !== 'reasoning') return [delta];
  return (delta.append.match(/\s*\S+\s*?(?=\s|$)|\s+$/g) ?? []).map((append) => ({ ...delta, append }));
}
