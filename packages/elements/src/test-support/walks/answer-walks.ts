import type { Citation, Part } from '@agent-chat/protocol';
import { card } from '@agent-chat/protocol/cards';
import { ConversationScript, textPart } from '../conversation-script.js';
import { SAMPLES } from '../sample-conversations.js';
import { ScriptedClient } from '../scripted-client.js';
import { SAMPLE_CARDS } from '../sample-cards.js';
import { waitUntil } from '../wait-until.js';
import {
  answeredBy,
  at,
  back,
  enter,
  escape,
  on,
  isOn,
  type Step,
  unfolds,
  type Walks,
  walk,
  within,
} from './walk.js';

const SOURCES: readonly Citation[] = [
  { marker: '1', title: 'A log', url: 'https://a.example/log' },
  { marker: '2', title: 'A fold', url: 'https://a.example/fold' },
];
const cited: Part = { type: 'text', partId: 'p1', text: 'As it says [1].', citations: [...SOURCES] };

const cardPart = (shown: object): Part => ({ type: 'card', partId: 'p1', card: shown }) as Part;
const sample = (type: string): Part => cardPart(SAMPLE_CARDS.find((each) => each.type === type) ?? {});

const picture = (contentType: string, name: string): Part => ({
  type: 'attachment',
  partId: 'p1',
  attachmentId: 'a1',
  name,
  contentType,
});

/** Has a link lead nowhere, and counts how often it was followed. */
function followed(count: { links: number }): void {
  document.addEventListener(
    'click',
    (event) => {
      if (!event.composedPath().some((each) => each instanceof HTMLAnchorElement)) return;
      event.preventDefault();
      count.links += 1;
    },
    { once: true, capture: true },
  );
}

/** Waits for what a source says. */
const opened: Step = ({ chat }) => {
  const path = [
    'agent-message-list',
    'agent-message[side=agent]',
    'agent-markdown',
    '.source-panel:popover-open',
  ];
  return waitUntil(() => within(chat, ...path), 'the panel');
};

/** What stands in an answer, and beside it. */
export const ANSWER_WALKS: Walks = {
  'a picture': walk(['agent-markdown image-placeholder'], () => ({
    client: answeredBy(textPart(`![A chart](${location.origin}/is-not-there.png)`)),
    // The picture, and then what says that it could not be loaded.
    steps: [back(/^A chart Load the image/), enter],
    commands: [],
    focus: /^A chart The image could not be loaded$/,
  })),
  'a link': walk(['agent-markdown link'], () => {
    const count = { links: 0 };
    return {
      client: answeredBy(textPart('See [the protocol](https://a.example/protocol).')),
      steps: [back(/^the protocol$/), async () => followed(count), enter],
      commands: [],
      holds: () => count.links === 1,
      focus: /^the protocol$/,
    };
  }),
  'a footnote, and back': walk(['agent-markdown footnote', 'agent-markdown footnote-back'], () => ({
    client: answeredBy(textPart('It is so[^1].\n\n[^1]: But for erasure.')),
    steps: [back(/^Footnote 1$/), enter, at(/^But for erasure/), on(/^Back to the mark/), enter],
    commands: [],
    focus: /^Footnote 1$/,
  })),
  'a source in the text': walk(['agent-markdown citation'], () => ({
    client: answeredBy(cited),
    steps: [back(/^Source 1: A log$/), enter, opened, escape],
    commands: [],
    focus: /^Source 1: A log$/,
  })),
  'a source below it, the ones beside it, and its page': walk(
    [
      ...['agent-markdown source', 'agent-markdown later', 'agent-markdown earlier'],
      ...['agent-markdown source-link', 'agent-markdown button'],
    ],
    () => {
      const count = { links: 0 };
      return {
        client: answeredBy(cited),
        steps: [
          back(/^1 ?A log/),
          enter,
          opened,
          on(/^Next source$/),
          enter,
          on(/^Previous source$/),
          enter,
          on(/^Open source/),
          async () => followed(count),
          enter,
          back(/^Close$/),
          enter,
        ],
        commands: [],
        holds: () => count.links === 1,
        focus: /^1 ?A log/,
      };
    },
  ),
  'the lines of code whole, and its text': walk(
    ['agent-markdown code-wrap', 'agent-copy-button button'],
    () => ({
      client: answeredBy(textPart('```ts\nconst a = 1;\n```')),
      steps: [back(/^Copy code$/), enter, back(/^Wrap long lines$/), enter],
      commands: [],
      holds: isOn,
      focus: /^Wrap long lines$/,
    }),
  ),
  'all rows of a table in an answer': walk(['agent-markdown more-rows'], () => ({
    client: answeredBy(
      textPart(`| n |\n|---|\n${Array.from({ length: 300 }, (_, row) => `| ${row} |`).join('\n')}`),
    ),
    steps: [back(/^Show 100 more of 100 rows$/), enter],
    commands: [],
    focus: /^Table$/,
  })),
  'the rest of a long answer': walk(['agent-markdown more'], () => ({
    client: answeredBy(textPart('All of it. '.repeat(19_000))),
    steps: [back(/^Show more/), enter],
    commands: [],
    focus: /^All of it/,
  })),
  'what was thought': walk(['agent-reasoning summary'], () =>
    unfolds(SAMPLES.answered(), /^(Thought|Reasoned) for/),
  ),
  'what a tool was asked, and said': walk(['agent-tool-call summary'], () =>
    unfolds(SAMPLES.answered(), /^search_docs/),
  ),
  'the steps of an agent': walk(['agent-steps summary'], () => unfolds(SAMPLES.approval(), /^3 steps/)),
  'all rows of a card': walk(['agent-table-card more'], () => {
    const columns = [{ key: 'n', label: 'n' }];
    const rows = Array.from({ length: 300 }, (_, n) => ({ n }));
    const data = { caption: 'Numbers', columns, rows };
    return {
      client: answeredBy(cardPart({ type: 'table', version: 1, data })),
      steps: [back(/^Show .* more of /), enter, enter, enter, enter, enter, enter],
      commands: [],
      focus: /^Numbers$/,
    };
  }),
  'a button of a card': walk(['agent-card action'], () => {
    const actions = [{ actionId: 'send', label: 'Send them', payload: { runId: 'run-1' } }];
    const shown = {
      type: 'of-the-page',
      version: 1,
      data: {},
      fallbackText: 'Twelve letters wait.',
      actions,
    };
    const script = new ConversationScript().says('Show me.').answers([cardPart(shown)]);
    const client = new ScriptedClient(script);
    const place = { messageId: 'message-2', partId: 'p1', actionId: 'send' };
    return {
      client,
      steps: [back(/^Send them$/), enter],
      commands: [['send', 'invokeAction', { ...place, payload: { runId: 'run-1' } }]],
      after: () => client.follow(script.logs('action_invoked', { ...place, agentId: 'guide' })),
      focus: /^Send them$/,
    };
  }),
  'an entry of a card': walk(['agent-card summary'], () =>
    unfolds(answeredBy(sample('outbox')), /python-scheduler/),
  ),
  'why a card is as it is': walk(['agent-card why'], () => {
    const cards = ['simulation', 'run_summary'].map((type, at) => ({ ...sample(type), partId: `p${at}` }));
    const client = answeredBy(...(cards as Part[]));
    return {
      client,
      steps: [back(/^Why\?$/), back(/^Why\?$/), enter],
      commands: [['send', 'invokeAction', { messageId: 'message-2', partId: 'p1', actionId: 'explain' }]],
      focus: /^Why\?$/,
    };
  }),
  'what a card says that it stands on': walk(['agent-card evidence'], () => {
    const shown = card.explanation({
      summary: 'The budget of the day was used up.',
      evidence: [{ label: 'What was asked', kind: 'tool_result', seq: 2 }],
    });
    return {
      client: answeredBy(cardPart(shown)),
      steps: [back(/^What was asked/), enter],
      commands: [],
      focus: /^(What was asked|You, )/,
    };
  }),
  'a picture that came as a file': walk(['agent-attachment view'], () => ({
    client: answeredBy(picture('image/png', 'bicycle.png')),
    chat: { attachmentUrl: async () => `${location.origin}/is-not-there.png` },
    steps: [back(/^Show bicycle\.png$/), enter],
    commands: [],
    focus: /^Download bicycle\.png$/,
  })),
  'a file, to keep': walk(['agent-attachment download'], () => {
    const asked: string[] = [];
    const attachmentUrl = async ({ name }: { name: string }, purpose: string): Promise<string> => {
      asked.push(`${purpose} ${name}`);
      // It has no address that may be followed: nothing is saved where the tests run.
      return 'about:blank';
    };
    return {
      client: answeredBy(picture('text/plain', 'plan.txt')),
      chat: { attachmentUrl },
      steps: [back(/^Download plan\.txt$/), enter, () => waitUntil(() => asked.length > 0, 'the address')],
      commands: [],
      holds: () => asked.join() === 'download plan.txt',
      focus: /^Download plan\.txt$/,
    };
  }),
};
