import { AgentChatError, type Budget, type Part } from '@agent-chat/protocol';
import { expect } from '@open-wc/testing';
import { beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { arriveAt, chatWith, focused, focusedElement, reach } from '../test-support/by-keyboard.js';
import { ConversationScript, HASH, textPart, VISITOR } from '../test-support/conversation-script.js';
import { nextFrame } from '../test-support/next-frame.js';
import { SAMPLES, shortConversation } from '../test-support/sample-conversations.js';
import { scriptedUploads, textFile } from '../test-support/sample-files.js';
import {
  connection,
  type GivenCommand,
  pendingAnswer,
  pendingMessage,
  ScriptedClient,
} from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentChat } from './chat.js';
import '../define.js';

type Step = () => Promise<unknown>;

interface Walk {
  readonly client: ScriptedClient;
  readonly chat?: Partial<AgentChat>;
  /** What a person presses, from the field on. */
  readonly steps: readonly Step[];
  /** What comes of it. */
  readonly commands: readonly GivenCommand[];
  /** What the server makes of it. */
  readonly after?: () => void;
  /** Where the focus is after that. */
  readonly focus: RegExp;
}

const back =
  (name: RegExp): Step =>
  () =>
    reach(name);
const on =
  (name: RegExp): Step =>
  () =>
    reach(name, '{Tab}');
const at =
  (name: RegExp): Step =>
  () =>
    arriveAt(name);
const keys =
  (text: string): Step =>
  () =>
    userEvent.keyboard(text);
const enter = keys('{Enter}');

const ARTICLE = /^(You|Guide), /;
const FIELD = /^Message$/;
const LIST = /^Conversation$/;
const refusal = new AgentChatError('PayloadTooLarge', 'The message is too long.');
const unavailable = new AgentChatError('Unavailable', 'Closed.');
const tooMany = new AgentChatError('RateLimited', 'Too many.', { details: { retryAfterMs: 40_000 } });
const CAP: Budget = {
  meter: 'money',
  scope: { kind: 'conversation', id: 'conversation-1' },
  window: 'total',
  limit: 5_000_000,
};

/** A conversation whose end follows, and the client that shows it. */
function conversation(script = shortConversation()): {
  readonly script: ConversationScript;
  readonly client: ScriptedClient;
} {
  return { script, client: new ScriptedClient(script) };
}

function answeredBy(...parts: readonly Part[]): ScriptedClient {
  return new ScriptedClient(new ConversationScript().says('Show me.').answers(parts));
}

const approval = (rest: object): GivenCommand => [
  'send',
  'resolveApproval',
  { approvalId: 'approval-1', argsHash: HASH, ...rest },
];

const WALKS: Readonly<Record<string, () => Walk | Promise<Walk>>> = {
  'another answer': () => {
    const { script, client } = conversation();
    return {
      client,
      steps: [back(/^Write another answer$/), enter],
      commands: [['send', 'regenerate', { messageId: 'message-2' }]],
      after: () => client.follow(script.regenerates('message-2').starts()),
      focus: /^(You, |Guide, |Conversation$)/,
    };
  },
  'another answer that is begun while the first is still shown': () => {
    const { script, client } = conversation();
    return {
      client,
      steps: [back(/^Write another answer$/), enter],
      commands: [['send', 'regenerate', { messageId: 'message-2' }]],
      after: () => client.follow(script.says('I was faster.').starts()),
      focus: ARTICLE,
    };
  },
  'a rating, and a comment': () => {
    const { script, client } = conversation();
    const rating = { messageId: 'message-2', rating: 'down' };
    return {
      client,
      steps: [
        back(/^Bad answer$/),
        enter,
        async () => client.follow(script.logsBy(VISITOR.participantId, 'feedback_given', rating)),
        at(/^What was wrong/),
        keys('It is too long.'),
        on(/^Send comment$/),
        enter,
      ],
      commands: [
        ['send', 'giveFeedback', rating],
        ['send', 'giveFeedback', { ...rating, comment: 'It is too long.' }],
      ],
      focus: /^Bad answer$/,
    };
  },
  'why an answer is as it is': () => {
    const { script, client } = conversation();
    return {
      client,
      steps: [back(/^Why\?$/), enter],
      commands: [['send', 'invokeAction', { messageId: 'message-2', actionId: 'explain' }]],
      after: () =>
        client.follow(
          script.logs('action_invoked', { messageId: 'message-2', actionId: 'explain', agentId: 'guide' }),
        ),
      focus: ARTICLE,
    };
  },
  'a message that failed, sent again': () => {
    const pending = [pendingMessage('Are you there?', unavailable)];
    const client = new ScriptedClient(shortConversation(), { pending });
    return {
      client,
      steps: [back(/^Try again$/), enter],
      commands: [['retry', 'request-1']],
      after: () => client.update({ pending: [pendingMessage('Are you there?')] }),
      focus: /^You, /,
    };
  },
  'a message that failed, given up': () => ({
    client: new ScriptedClient(shortConversation(), { pending: [pendingMessage('Much too long.', refusal)] }),
    steps: [back(/^Discard$/), enter],
    commands: [['discard', 'request-1']],
    focus: /^(You, |Guide, |Conversation$)/,
  }),
  'no to an approval, with a reason': () => {
    const client = SAMPLES.approval();
    return {
      client,
      steps: [back(/^Deny$/), enter, at(/^Reason, if/), keys('Not today.'), on(/^Deny$/), enter],
      commands: [approval({ decision: 'deny', comment: 'Not today.' })],
      after: () => client.update({ pending: [pendingAnswer('approval-1')] }),
      focus: /send_email/,
    };
  },
  'an approval with changes': () => {
    const client = SAMPLES.approval();
    return {
      client,
      steps: [
        back(/^Edit$/),
        enter,
        at(/^New value of to$/),
        keys('{Control>}a{/Control}bob@example.com'),
        on(/^Review$/),
        enter,
        at(/^This will run$/),
        on(/^Approve as edited$/),
        enter,
      ],
      commands: [
        approval({
          decision: 'approve',
          editedArgs: {
            to: 'bob@example.com',
            subject: 'Your order 4711',
            body: 'Dear Ada,\n\nyour bicycle is ready.\n\nThe shop',
          },
        }),
      ],
      after: () => client.update({ pending: [pendingAnswer('approval-1')] }),
      focus: /send_email/,
    };
  },
  'a stop, and the hard one': () => {
    const { script, client } = conversation(shortConversation().says('Go on.').starts());
    return {
      client,
      steps: [
        on(/^Stop the answer$/),
        enter,
        async () => client.follow(script.stops('graceful')),
        at(/^Stop at once$/),
        enter,
      ],
      commands: [
        ['stop', { mode: 'graceful' }],
        ['stop', { mode: 'hard' }],
      ],
      after: () => client.follow(script.clears('stopped')),
      focus: FIELD,
    };
  },
  'what came while the reader was further up': () => {
    const script = new ConversationScript().says('Tell me all.').answers('It goes on.\n\n'.repeat(60));
    const client = new ScriptedClient(script);
    return {
      client,
      steps: [
        back(LIST),
        keys('{Home}'),
        () => waitUntil(() => part('to-latest')?.hidden === false, 'the button'),
        async () => client.follow(script.says('News?').answers('Some.')),
        // Past the beginning of the page: on the way through the messages their end would come by itself.
        back(/^1 new message$/),
        enter,
        () => waitUntil(() => part('to-latest')?.hidden === true, 'the end'),
      ],
      commands: [],
      focus: LIST,
    };
  },
  'a new try to connect': () => {
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
  },
  'a prompt': () => {
    const { script, client } = conversation(new ConversationScript());
    return {
      client,
      chat: { suggestedPrompts: [{ text: 'What is a draft?' }, { text: 'What is a turn?' }] },
      steps: [back(/^What is a draft\?$/), enter],
      commands: [['sendMessage', { text: 'What is a draft?' }]],
      after: () => client.follow(script.says('What is a draft?')),
      focus: FIELD,
    };
  },
  'a chip that runs': () => ({
    client: conversation().client,
    chat: { commands: [{ name: 'status', label: 'Status', chip: true }] },
    steps: [back(/^Status$/), enter],
    commands: [['sendMessage', { text: '/status' }]],
    focus: /^Status$/,
  }),
  'a chip that writes': () => ({
    client: conversation().client,
    chat: { commands: [{ name: 'hi', label: 'Greet', chip: true, action: 'insert', text: 'Good day' }] },
    steps: [back(/^Greet$/), enter, at(FIELD), keys('.{Enter}')],
    commands: [['sendMessage', { text: 'Good day.' }]],
    focus: FIELD,
  }),
  'a picture': () => ({
    client: answeredBy(textPart(`![A chart](${location.origin}/is-not-there.png)`)),
    // The picture, and then what says that it could not be loaded.
    steps: [back(/^A chart Load the image/), enter],
    commands: [],
    focus: /^A chart The image could not be loaded$/,
  }),
  'all rows of a table in an answer': () => ({
    client: answeredBy(
      textPart(`| n |\n|---|\n${Array.from({ length: 300 }, (_, row) => `| ${row} |`).join('\n')}`),
    ),
    steps: [back(/^Show 100 more of 100 rows$/), enter],
    commands: [],
    focus: /^Table$/,
  }),
  'all rows of a card': () => ({
    client: answeredBy({
      type: 'card',
      partId: 'p1',
      card: {
        type: 'table',
        version: 1,
        data: {
          caption: 'Numbers',
          columns: [{ key: 'n', label: 'n' }],
          rows: Array.from({ length: 300 }, (_, n) => ({ n })),
        },
      },
    }),
    steps: [back(/^Show .* more of /), keys('{Enter}{Enter}{Enter}{Enter}{Enter}{Enter}')],
    commands: [],
    focus: /^Numbers$/,
  }),
  'the rest of a long answer': () => ({
    client: answeredBy(textPart('All of it. '.repeat(19_000))),
    steps: [back(/^Show more/), enter],
    commands: [],
    focus: /^All of it/,
  }),
  'the rest of a long message of one’s own': () => ({
    client: new ScriptedClient(new ConversationScript().says('All of it. '.repeat(5_000))),
    steps: [back(/^Show more/), enter],
    commands: [],
    focus: /^All of it/,
  }),
  'a model': () => ({
    client: conversation().client,
    chat: { models: [{ model: 'small', label: 'Small' }, { model: 'large' }] },
    steps: [back(/^Model: /), enter, keys('{ArrowDown}{ArrowDown}{Enter}')],
    commands: [['send', 'setModel', { model: 'large' }]],
    focus: /^Model: /,
  }),
  'a level of the autopilot': () => ({
    client: new ScriptedClient(shortConversation().logs('autopilot_set', { level: 4 })),
    steps: [back(/^Autopilot: L4/), keys('{ArrowDown}{ArrowUp}{Enter}')],
    commands: [['send', 'setAutopilot', { level: 3 }]],
    focus: /^Autopilot: /,
  }),
  'a cap': () => ({
    client: new ScriptedClient(shortConversation().logs('budget_set', CAP)),
    steps: [back(/^Budget: /), enter, on(/^Change the cap: /), enter, at(/^Cap in /), keys('9{Enter}')],
    commands: [['send', 'setBudget', { budget: { ...CAP, limit: 9_000_000 } }]],
    focus: /^Change the cap: /,
  }),
  'what waits because there was too much, taken back': () => {
    const waiting = { ...pendingMessage('Anybody?'), error: tooMany, retryAt: Date.now() + 60_000 };
    return {
      client: new ScriptedClient(shortConversation(), { pending: [waiting] }),
      steps: [back(/^Edit it instead$/), enter, at(FIELD), keys(' Hello?{Enter}')],
      commands: [
        ['discard', 'request-1'],
        ['sendMessage', { text: 'Anybody? Hello?' }],
      ],
      focus: FIELD,
    };
  },
};

let chat: AgentChat;

/** A part of the list, wherever it is. */
function part(name: string): HTMLElement | null {
  const list = chat.renderRoot.querySelector('agent-message-list');
  return list?.shadowRoot?.querySelector<HTMLElement>(`[part~=${name}]`) ?? null;
}

describe('by keyboard alone a person has', () => {
  beforeEach(() => sessionStorage.clear());

  it.each(Object.keys(WALKS))('%s', async (name) => {
    const walk = await WALKS[name]!();
    chat = await chatWith(walk.client, walk.chat);
    await waitUntil(() => part('content') !== null, 'the list');
    for (const step of walk.steps) await step();
    await waitUntil(() => walk.client.commands.length >= walk.commands.length, 'the command');
    walk.after?.();
    await arriveAt(walk.focus);
    // What is disabled, or goes away, loses the focus with the next frame, not before.
    await nextFrame();
    await nextFrame();
    expect(focused()).to.match(walk.focus);
    expect(focusedElement()?.matches(':disabled')).to.equal(false);
    expect(walk.client.commands.map(([method, ...args]) => [method, ...args.slice(0, 2)])).to.deep.equal(
      walk.commands,
    );
  });

  it('a file, by the button', async () => {
    const client = new ScriptedClient(shortConversation());
    client.upload = scriptedUploads().upload;
    const uploadRules = { maxFiles: 2, maxFileSizeMb: 1, allowedFileTypes: ['text/plain'] };
    chat = await chatWith(client, { uploadRules });
    const composer = chat.renderRoot.querySelector('agent-composer')!;
    await reach(/^Attach files$/);
    // The dialog of the browser is nobody's to walk through here.
    composer.renderRoot.querySelector('.pick')?.addEventListener('click', (event) => {
      event.preventDefault();
      const chosen = new DataTransfer();
      chosen.items.add(textFile());
      const input = event.target as HTMLInputElement;
      input.files = chosen.files;
      input.dispatchEvent(new Event('change'));
    });
    await userEvent.keyboard('{Enter}');
    await arriveAt(FIELD);
    await reach(/^Remove plan\.txt$/);
  });
});
