import { AgentChatError } from '@agent-chat/protocol';
import type { ConversationDirectory } from '../../conversation-list/directory.js';
import { bicycleShop } from '../bicycle-shop.js';
import { FakeServer } from '../fake-server.js';
import { shortConversation } from '../sample-conversations.js';
import { sampleConversations, sampleDirectory } from '../sample-directory.js';
import { connection, ScriptedClient } from '../scripted-client.js';
import { waitUntil } from '../wait-until.js';
import {
  at,
  back,
  conversation,
  enter,
  FIELD,
  keys,
  on,
  space,
  type Step,
  type Walk,
  type Walks,
  walk,
  within,
} from './walk.js';

const LIST = 'agent-conversation-list';
const NARROW = '22rem';
const SERVER = 'https://walks.chat.example';

const listed =
  (...path: readonly string[]): Step =>
  ({ chat }) =>
    waitUntil(() => within(chat, LIST, ...path), 'the list');

/** A chat with a list beside it. */
function beside(directory: ConversationDirectory, rest: Pick<Walk, 'steps' | 'focus'> & Partial<Walk>): Walk {
  return { client: conversation().client, chat: { directory }, commands: [], ...rest };
}

/** The session has run out. */
function expired(): ScriptedClient {
  const error = new AgentChatError('SessionExpired', 'This session has expired.');
  return new ScriptedClient(shortConversation(), { connection: connection({ status: 'closed', error }) });
}

/** A list that comes in two pages, or fails the first time. */
function slowDirectory(first: 'page' | 'failure'): ConversationDirectory & { readonly asked: string[] } {
  const directory = sampleDirectory();
  const all = sampleConversations();
  return {
    ...directory,
    async list({ after }) {
      directory.asked.push(`list ${after ?? 'from the start'}`);
      if (first === 'failure' && directory.asked.length === 1) throw new AgentChatError('Unavailable', 'No.');
      if (first === 'failure') return { conversations: all, next: null };
      return after === undefined
        ? { conversations: all.slice(0, 4), next: 'older' }
        : { conversations: all.slice(4), next: null };
    },
  };
}

/** What stands around a conversation. */
export const FRAME_WALKS: Walks = {
  'a new try to connect': walk(['agent-connection-status try-now'], () => {
    const retryAt = Date.now() + 60_000;
    const client = new ScriptedClient(shortConversation(), {
      connection: connection({ status: 'reconnecting', attempt: 2, retryAt }),
    });
    return {
      client,
      steps: [back(/^Try now$/), enter],
      commands: [['reconnectNow']],
      after: () => client.update({ connection: connection({ status: 'connecting' }) }),
      focus: FIELD,
    };
  }),
  'another beginning, when the session is over': walk(['agent-connection-status start-anew'], () => ({
    client: expired(),
    steps: [back(/^Start a new conversation$/), enter],
    commands: [],
    heard: ['agent-chat-new-conversation'],
    focus: FIELD,
  })),
  'a new try, where the server let nobody in': walk(['agent-chat retry'], () => {
    const server = new FakeServer(SERVER, bicycleShop({}));
    server.refusal = { code: 'Forbidden', message: 'This chat is for members.', retryable: false };
    return {
      client: null,
      chat: { src: SERVER, transport: 'sse' },
      steps: [
        ({ chat }) => waitUntil(() => within(chat, '.notice button'), 'the notice'),
        async () => {
          server.refusal = null;
        },
        back(/^Try again$/),
        enter,
      ],
      commands: [],
      holds: () => server.streams === 1,
      focus: FIELD,
      end: () => server.restore(),
    };
  }),
  'a new conversation, from the list': walk([`${LIST} list-new`], () =>
    beside(sampleDirectory(), {
      steps: [listed('.conversation'), back(/^New conversation$/), enter],
      heard: ['agent-chat-new-conversation'],
      focus: FIELD,
    }),
  ),
  'a first conversation': walk([`${LIST} begin`], () =>
    beside(sampleDirectory([]), {
      steps: [
        listed('.begin'),
        back(/^New conversation$/),
        ({ chat }) => waitUntil(() => within(chat, LIST, '.begin:focus'), 'the button in the list'),
        enter,
      ],
      heard: ['agent-chat-new-conversation'],
      focus: FIELD,
    }),
  ),
  'another conversation, looked for': walk([`${LIST} search`, `${LIST} conversation`], () =>
    beside(sampleDirectory(), {
      steps: [
        listed('.conversation'),
        back(/^Search conversations$/),
        keys('train'),
        on(/^Which transport/),
        enter,
      ],
      heard: ['agent-chat-select-conversation'],
      focus: FIELD,
    }),
  ),
  'another title': walk([`${LIST} rename`, `${LIST} text`], () => {
    const directory = sampleDirectory();
    return beside(directory, {
      steps: [
        listed('.rename'),
        back(/^Rename “A conversation”$/),
        enter,
        at(/^Title of the conversation$/),
        keys('Another title{Enter}'),
      ],
      heard: ['agent-chat-rename-conversation'],
      holds: () => directory.asked.some((each) => each.endsWith('Another title')),
      focus: /^Rename “Another title”$/,
    });
  }),
  'older conversations': walk([`${LIST} older`], () => {
    const directory = slowDirectory('page');
    return beside(directory, {
      steps: [listed('[part=older]'), back(/^Show older conversations$/), enter],
      holds: () => directory.asked.includes('list older'),
      // The first of those that have come.
      focus: /^Rewrite the onboarding/,
    });
  }),
  'the list, once more': walk([`${LIST} retry-list`], () => {
    const directory = slowDirectory('failure');
    return beside(directory, {
      steps: [listed('.retry-list'), back(/^Try again$/), enter, listed('.conversation')],
      holds: () => directory.asked.length === 2,
      focus: /^A conversation/,
    });
  }),
  'the list where there is little room, and a new conversation': walk(
    ['agent-chat conversations-button', `${LIST} close`, 'agent-chat new-conversation'],
    () =>
      beside(sampleDirectory(), {
        width: NARROW,
        steps: [
          back(/^New conversation$/),
          back(/^Conversations$/),
          enter,
          ({ chat }) => waitUntil(() => within(chat, '.side.over:not([hidden])'), 'the list'),
          back(/^Close$/),
          enter,
          at(/^Conversations$/),
          on(/^New conversation$/),
          enter,
        ],
        heard: ['agent-chat-new-conversation'],
        focus: FIELD,
      }),
  ),
  'settings of every kind': walk(
    [
      ...['agent-menu menu-button', 'agent-menu menu-item', 'agent-chat-settings radio'],
      ...['agent-chat-settings select', 'agent-chat-settings checkbox', 'agent-chat-settings close'],
    ],
    () => ({
      client: conversation().client,
      steps: [
        back(/^More$/),
        enter,
        at(/^Settings$/),
        enter,
        at(/^Close$/),
        on(/^Match page$/),
        keys('{ArrowRight}'),
        on(/^Language/),
        keys('{ArrowDown}{ArrowUp}'),
        on(/^Play a sound$/),
        space,
        back(/^Close$/),
        enter,
      ],
      commands: [],
      heard: ['agent-chat-settings'],
      focus: /^More$/,
    }),
  ),
};
