import type { Citation } from '@agent-chat/protocol';
import { firstWords } from '../text/first-chars.js';
import type { DocsIndex } from './docs-index.js';
import { exampleQuestions } from './example-questions.js';
import type { Place, SearchOutput, TableOutput } from './lookup-output.js';
import { plainText, sentencesOf } from './markdown-blocks.js';
import type { AnswerLength } from './question.js';
import { topicTermsOf, topicWordsOf } from './words.js';

/** A text of the guide, with the sources that it names. */
export interface Answer {
  /** Markdown. */
  readonly text: string;
  readonly citations: readonly Citation[];
}

const MAX_EXCERPT_CHARS = 240;

/** The answer to a question, from what `search_docs` found. */
export function composeAnswer(output: SearchOutput, length: AnswerLength, index: DocsIndex): Answer {
  const { results, offset, total, unknownWords, isSure } = output;
  if (results.length === 0) return offset > 0 ? say(nothingMore(total)) : say(notKnown(output, index));
  const citations = results.map((result, place) => citationOf(result, place));
  const passages = results.map((result, place) => passage(result, place, length, output.query));
  const left = total - offset - results.length;
  const text = [
    ...(isSure ? [] : ['This may be what you mean:']),
    ...passages,
    ...(unknownWords.length > 0 ? [`*The docs do not mention ${quoted(unknownWords)}.*`] : []),
    ...(left > 0 && length !== 'short'
      ? [`*There ${left === 1 ? 'is 1 more section' : `are ${left} more sections`} on this: say “more”.*`]
      : []),
  ].join('\n\n');
  return { text, citations };
}

/** The words that go with a table of `docs_table`; the card itself is the tool's. */
export function composeTableAnswer(output: TableOutput, index: DocsIndex): Answer {
  const { found, heading, document, url, rowCount, offset, table } = output;
  if (offset > 0 && table === null && rowCount > 0) {
    return say(`That was all: the table has ${count(rowCount, 'row')}, and I have shown them.`);
  }
  const rows = rowsOf(output);
  switch (found) {
    case 'nothing':
      return say(notKnown(output, index));
    case 'documents':
      return say(
        rowCount === 0
          ? NO_DOCUMENTS
          : `These are the documents that I answer from, ${rows}. Ask for a table of something else by its name.`,
      );
    case 'sections':
      return say(`These are the sections about ${topicOf(output.query)}, ${rows}.`);
    case 'table': {
      const from = heading === document ? `*${document}*` : `**${heading}** in *${document}*`;
      return {
        text: `Here is the table from ${from} [1], ${rows}.`,
        citations: [citation(1, heading === document ? document : `${document} › ${heading}`, url, null)],
      };
    }
  }
}

/** Which rows of a table a card shows, and how the others come. */
function rowsOf({ rowCount, offset, table }: TableOutput): string {
  const shown = table?.rows.length ?? 0;
  if (shown === rowCount) return count(rowCount, 'row');
  const end = offset + shown;
  const which =
    offset === 0
      ? `the first ${shown} of ${count(rowCount, 'row')}`
      : `rows ${offset + 1} to ${end} of ${rowCount}`;
  return end < rowCount ? `${which}: say “more” for the next` : which;
}

/** What the guide says of itself. */
export function introduction(subject: string, index: DocsIndex): string {
  if (index.documents.length === 0) return `Hello! I am the guide to ${subject}. ${NO_DOCUMENTS}`;
  const { documents, sections } = index;
  return [
    `Hello! I am the guide to ${subject}. I am **not a language model**: I search its documentation (${count(documents.length, 'document')}, ${count(sections.length, 'section')}), show the passages that answer you, and name the source of each. What is not written there, I do not know.`,
    `Ask me in your own words, or try one of these:\n\n${examples(index)}`,
    'After an answer, “more” brings the next passages, or rows; “show a table of …” brings a card.',
  ].join('\n\n');
}

export const YOU_ARE_WELCOME = 'You are welcome. Ask me anything else about the documentation.';

const NO_DOCUMENTS = 'I have no documents to answer from yet, so I cannot tell you anything.';

export const NOTHING_BEFORE = 'More of what? Ask me a question first, then “more” brings the next passages.';

export function searchFailed(message: string): string {
  return `I could not search the documents: ${message} Please try again.`;
}

/** `settings`: each with what became of it, in words. */
export function settingsAnswer(settings: readonly string[]): Answer {
  return say(`What you asked me to set:\n\n${settings.map((one) => `- ${one}`).join('\n')}`);
}

function say(text: string): Answer {
  return { text, citations: [] };
}

function passage(
  { heading, document, excerpt }: SearchOutput['results'][number],
  place: number,
  length: AnswerLength,
  query: string,
): string {
  const title = heading === document ? `**${document}**` : `**${heading}** · *${document}*`;
  return `${title} [${place + 1}]\n\n${length === 'short' ? bestSentences(excerpt, query) : excerpt}`;
}

/** The sentence with most of the topic, and the next one. */
function bestSentences(excerpt: string, query: string): string {
  const terms = topicTermsOf(query);
  const sentences = sentencesOf(plainText(excerpt));
  const scores = sentences.map((sentence) => {
    const words = topicTermsOf(sentence);
    return terms.filter((term) => words.includes(term)).length;
  });
  const best = scores.indexOf(Math.max(...scores));
  return sentences.slice(best, best + 2).join(' ');
}

/** Says plainly what is not known, and what can be asked instead. */
function notKnown(
  { query, unknownWords, nearest }: Pick<SearchOutput, 'query' | 'unknownWords' | 'nearest'>,
  index: DocsIndex,
): string {
  if (index.documents.length === 0) return NO_DOCUMENTS;
  const missing =
    unknownWords.length > 0
      ? `nothing about ${quoted(unknownWords)}`
      : `no section that speaks of ${topicOf(query)} together`;
  return [
    `I do not know that. I found ${missing} in the documentation, and I answer from nothing else.`,
    nearest.length > 0
      ? `The sections that come closest:\n\n${nearest.map(link).join('\n')}`
      : `What I can tell you about, for example:\n\n${examples(index)}`,
  ].join('\n\n');
}

function link({ heading, document, url }: Place): string {
  return url === null ? `- “${heading}”, from *${document}*` : `- [${heading}](${url}), from *${document}*`;
}

function nothingMore(total: number): string {
  return `That was all: the docs have ${count(total, 'section')} about it, and I have shown ${total === 1 ? 'it' : 'them'}.`;
}

/** Questions to begin with. */
function examples(index: DocsIndex): string {
  return exampleQuestions(index)
    .map((question) => `- “${question}”`)
    .join('\n');
}

function topicOf(query: string): string {
  const words = topicWordsOf(query);
  return words.length > 0 ? quoted(words) : 'that';
}

function quoted(words: readonly string[]): string {
  const marked = words.map((word) => `“${word}”`);
  const last = marked.pop() ?? '';
  return marked.length === 0 ? last : `${marked.join(', ')} and ${last}`;
}

function citationOf(
  { heading, document, url, excerpt }: SearchOutput['results'][number],
  place: number,
): Citation {
  const words = plainText(excerpt.replace(/```[\s\S]*?(```|$)/g, ''));
  return citation(place + 1, heading === document ? document : `${document} › ${heading}`, url, words);
}

function citation(marker: number, title: string, url: string | null, words: string | null): Citation {
  return {
    marker: String(marker),
    title,
    ...(url === null ? {} : { url }),
    ...(words === null || words === '' ? {} : { excerpt: beginningOf(words) }),
  };
}

/** Whole sentences where that is enough, else whole words. */
function beginningOf(words: string): string {
  let text = '';
  for (const sentence of sentencesOf(words)) {
    if (text !== '' && text.length + sentence.length >= MAX_EXCERPT_CHARS) break;
    text = text === '' ? sentence : `${text} ${sentence}`;
  }
  return firstWords(text, MAX_EXCERPT_CHARS);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
