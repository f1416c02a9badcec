import type { Answer } from './compose.js';
import { SEND_DEMO_EMAIL } from './demo-email.js';
import { DOCS_TABLE, SEARCH_DOCS } from './docs-tools.js';
import type { GuideTurn } from './guide-turn.js';
import { SearchOutput } from './lookup-output.js';
import { topicWordsOf } from './words.js';

/** How the guide came to its answer: by rules that can be told, as it is no model. */
export function whyAnswer({ result }: GuideTurn): Answer {
  return { text: reasonsOf(result), citations: [] };
}

function reasonsOf(result: GuideTurn['result']): string {
  if (result === null) {
    return 'I knew what kind of message that was by its words, and looked nothing up. I am not a language model: the same words get the same answer.';
  }
  const { lookup, message } = result;
  if (lookup.name === SEND_DEMO_EMAIL) {
    return 'You asked for something that is sent. A tool that sends needs the yes of a person, so I wrote it down and asked; what you answered decided what I said.';
  }
  if (lookup.name === DOCS_TABLE) {
    return 'You asked for a table, so I took the one of the documentation whose heading and columns have most of your words.';
  }
  const found = SearchOutput.safeParse('output' in message.result ? message.result.output : null);
  if (lookup.name !== SEARCH_DOCS || !found.success || found.data.results.length === 0) {
    return 'I searched the documentation and found no section that speaks of enough of your words. So I said that I do not know.';
  }
  const { query, total, results } = found.data;
  const words = topicWordsOf(query).map((word) => `“${word}”`);
  return [
    `I searched the documentation for ${words.length === 0 ? 'your question' : words.join(', ')}. ${total === 1 ? 'One section speaks' : `${total} sections speak`} of that; I showed the best:`,
    results
      .map(
        ({ heading, document, coverage }) =>
          `- **${heading}** · *${document}*: has ${Math.round(coverage * 100)} % of what was asked`,
      )
      .join('\n'),
    'Rare words count more than common ones, and a word in a heading more than one in the text. Nothing else went into the answer.',
  ].join('\n\n');
}
