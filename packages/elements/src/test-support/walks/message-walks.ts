import { AgentChatError } from '@agent-chat/protocol';
import { ConversationScript, textPart, VISITOR } from '../conversation-script.js';
import { shortConversation } from '../sample-conversations.js';
import { pendingCommand, pendingMessage, ScriptedClient } from '../scripted-client.js';
import { waitUntil } from '../wait-until.js';
import {
  ARTICLE,
  at,
  back,
  conversation,
  enter,
  keys,
  LIST,
  on,
  refusal,
  unavailable,
  unfolds,
  type Walks,
  walk,
  within,
  writing,
} from './walk.js';

const toLatest = ['agent-message-list', '[part~=to-latest]'];

/** A message that waits behind another one's answer. */
const queued = () =>
  conversation(shortConversation().says('Go on.').starts().queues('queued-1', 'And then?', 'request-7'));

/** What can be done with messages, and with the list of them. */
export const MESSAGE_WALKS: Walks = {
  'another answer': walk(['agent-message regenerate'], () => {
    const { script, client } = conversation();
    return {
      client,
      steps: [back(/^Write another answer$/), enter],
      commands: [['send', 'regenerate', { messageId: 'message-2' }]],
      after: () => client.follow(script.regenerates('message-2').starts()),
      focus: /^(You, |Guide, |Conversation$)/,
    };
  }),
  'another answer that is begun while the first is still shown': walk(['agent-message regenerate'], () => {
    const { script, client } = conversation();
    return {
      client,
      steps: [back(/^Write another answer$/), enter],
      commands: [['send', 'regenerate', { messageId: 'message-2' }]],
      after: () => client.follow(script.says('I was faster.').starts()),
      focus: ARTICLE,
    };
  }),
  'another answer in place of one that is not whole': walk(['agent-message retry'], () => {
    const reason = { code: 'provider_error', message: 'the model did not answer', retryable: true };
    const script = new ConversationScript().says('Go').answers([], { status: 'failed', reason });
    const client = new ScriptedClient(script);
    return {
      client,
      steps: [back(/^Try again$/), enter],
      commands: [['send', 'regenerate', { messageId: 'message-2' }]],
      after: () => client.follow(script.regenerates('message-2').starts()),
      focus: /^(You, |Guide, |Conversation$)/,
    };
  }),
  'a rating, and a comment': walk(
    ['agent-message rate-down', 'agent-feedback feedback-field', 'agent-feedback feedback-send'],
    () => {
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
  ),
  'a good rating, and no comment': walk(['agent-message rate-up', 'agent-feedback feedback-close'], () => {
    const { script, client } = conversation();
    const rating = { messageId: 'message-2', rating: 'up' };
    return {
      client,
      steps: [
        back(/^Good answer$/),
        enter,
        async () => client.follow(script.logsBy(VISITOR.participantId, 'feedback_given', rating)),
        at(/^What was good/),
        back(/^Close$/),
        enter,
      ],
      commands: [['send', 'giveFeedback', rating]],
      focus: /^Good answer$/,
    };
  }),
  'why an answer is as it is': walk(['agent-message explain'], () => {
    const { script, client } = conversation();
    const asked = { messageId: 'message-2', actionId: 'explain' };
    return {
      client,
      steps: [back(/^Why\?$/), enter],
      commands: [['send', 'invokeAction', asked]],
      after: () => client.follow(script.logs('action_invoked', { ...asked, agentId: 'guide' })),
      focus: ARTICLE,
    };
  }),
  'other versions of an answer': walk(['agent-message previous', 'agent-message next'], () => {
    const script = new ConversationScript().says('Why?').answers('First.', undefined, 'first');
    const client = new ScriptedClient(script.regenerates('first').answers('Second.', undefined, 'second'));
    return {
      client,
      steps: [
        back(/^Previous version$/),
        enter,
        async () => client.follow(script.selects('first')),
        on(/^Next version$/),
        enter,
      ],
      commands: [
        ['send', 'selectBranch', { tipMessageId: 'first' }],
        ['send', 'selectBranch', { tipMessageId: 'second' }],
      ],
      after: () => client.follow(script.selects('second')),
      focus: /^(Previous version$|You, |Guide, )/,
    };
  }),
  'the text of an answer': walk(['agent-copy-button button'], () => ({
    client: conversation().client,
    steps: [back(/^Copy message$/), enter],
    commands: [],
    focus: /^Copy message$/,
  })),
  'other words in place of what was said': walk(
    ['agent-message edit', 'agent-message editor-field', 'agent-message cancel', 'agent-message save'],
    () => ({
      client: conversation().client,
      steps: [
        back(/^Edit, and send again$/),
        enter,
        writing,
        keys(' Not'),
        on(/^Cancel$/),
        enter,
        at(/^Edit, and send again$/),
        enter,
        writing,
        keys(' Really?'),
        on(/^Send$/),
        enter,
      ],
      commands: [['sendMessage', { parts: [textPart('Hello? Really?')] }, { parentId: null }]],
      focus: /^(Edit, and send again$|You, )/,
    }),
  ),
  'a message that failed, sent again': walk(['agent-message retry'], () => {
    const pending = [pendingMessage('Are you there?', unavailable)];
    const client = new ScriptedClient(shortConversation(), { pending });
    return {
      client,
      steps: [back(/^Try again$/), enter],
      commands: [['retry', 'request-1']],
      after: () => client.update({ pending: [pendingMessage('Are you there?')] }),
      focus: /^You, /,
    };
  }),
  'a message that failed, given up': walk(['agent-message discard'], () => ({
    client: new ScriptedClient(shortConversation(), { pending: [pendingMessage('Much too long.', refusal)] }),
    steps: [back(/^Discard$/), enter],
    commands: [['discard', 'request-1']],
    focus: /^(You, |Guide, |Conversation$)/,
  })),
  'what was refused, read and gone': walk(['agent-message dismiss'], () => {
    const error = new AgentChatError('TurnOpen', 'Somebody is writing.');
    const pending = [pendingCommand('regenerate', { messageId: 'message-2' }, error)];
    return {
      client: new ScriptedClient(shortConversation(), { pending }),
      steps: [back(/^Dismiss$/), enter],
      commands: [['discard', 'request-2']],
      focus: /^(You, |Guide, |Conversation$)/,
    };
  }),
  'what waits, at once': walk(['agent-message send-now'], () => ({
    client: queued().client,
    steps: [back(/^Send now$/), enter],
    commands: [['editQueued', 'queued-1', [textPart('And then?')]]],
    focus: /^Send now$/,
  })),
  'what waits, in other words': walk(['agent-message edit', 'agent-message editor-field'], () => ({
    client: queued().client,
    steps: [back(/^Edit the waiting message$/), enter, writing, keys(' Then?{Enter}')],
    commands: [['editQueued', 'queued-1', [textPart('And then? Then?')]]],
    focus: /^Edit the waiting message$/,
  })),
  'what waits, never': walk(['agent-message cancel'], () => {
    const { script, client } = queued();
    const removed = { messageId: 'queued-1', reason: 'cancelled' };
    return {
      client,
      steps: [back(/^Cancel$/), enter],
      commands: [['cancelQueued', 'queued-1']],
      after: () => client.follow(script.logsBy(VISITOR.participantId, 'queued_removed', removed)),
      focus: /^(You, |Guide, |Conversation$)/,
    };
  }),
  'what came while the reader was further up': walk(['agent-message-list to-latest'], () => {
    const script = new ConversationScript().says('Tell me all.').answers('It goes on.\n\n'.repeat(60));
    const client = new ScriptedClient(script);
    return {
      client,
      steps: [
        back(LIST),
        keys('{Home}'),
        ({ chat }) => waitUntil(() => within(chat, ...toLatest)?.hidden === false, 'the button'),
        async () => client.follow(script.says('News?').answers('Some.')),
        // Past the beginning of the page: on the way through the messages their end would come by itself.
        back(/^1 new message$/),
        enter,
        ({ chat }) => waitUntil(() => within(chat, ...toLatest)?.hidden === true, 'the end'),
      ],
      commands: [],
      focus: LIST,
    };
  }),
  'what came before, where it could not be loaded': walk(['agent-message-list retry'], () => {
    const history = { status: 'failed', error: unavailable } as const;
    const client = new ScriptedClient(shortConversation(), { history });
    return {
      client,
      steps: [back(/^Try again$/), enter],
      commands: [['loadOlder']],
      after: () => client.update({ history: { status: 'loading', error: null } }),
      focus: /^(You, |Guide, |Conversation$)/,
    };
  }),
  'the rest of a long message of one’s own': walk(['agent-message more'], () => ({
    client: new ScriptedClient(new ConversationScript().says('All of it. '.repeat(5_000))),
    steps: [back(/^Show more/), enter],
    commands: [],
    focus: /^All of it/,
  })),
  'data of the page’s own': walk(['agent-message summary'], () => {
    const data = { type: 'data', partId: 'p1', name: 'order', data: { number: 4711 } } as const;
    const script = new ConversationScript().says('Show me.').answers([data]);
    return unfolds(new ScriptedClient(script), /^order$/);
  }),
};
