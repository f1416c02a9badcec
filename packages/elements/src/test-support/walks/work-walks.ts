import { ConversationScript, HASH } from '../conversation-script.js';
import { SAMPLES, shortConversation } from '../sample-conversations.js';
import { pendingAnswer, ScriptedClient } from '../scripted-client.js';
import { approval, at, back, CAP, conversation, enter, keys, on, type Walks, unfolds, walk } from './walk.js';

const EDITED = {
  subject: 'Your order 4711',
  body: 'Dear Ada,\n\nyour bicycle is ready.\n\nThe shop',
};
const LETTER = { to: 'ada@example.com', count: 3, priority: 'normal' };
const letterSchemas = {
  send_email: {
    properties: {
      count: { type: 'integer' },
      priority: { type: 'string', enum: ['low', 'normal', 'high'] },
    },
  },
};

const letter = (): ScriptedClient =>
  new ScriptedClient(
    new ConversationScript()
      .says('Send it')
      .starts()
      .calls('call-1', 'send_email', LETTER)
      .asks('approval-1', { args: LETTER }),
  );

const capped = (): ScriptedClient => new ScriptedClient(shortConversation().logs('budget_set', CAP));

/** What a person decides about an agent's work, and what it may cost. */
export const WORK_WALKS: Walks = {
  'yes to an approval': walk(['agent-approval approve'], () => {
    const client = SAMPLES.approval();
    return {
      client,
      steps: [back(/^Approve$/), enter],
      commands: [approval({ decision: 'approve' })],
      after: () => client.update({ pending: [pendingAnswer('approval-1')] }),
      focus: /send_email/,
    };
  }),
  'no to an approval, with a reason': walk(['agent-approval deny', 'agent-approval textarea'], () => {
    const client = SAMPLES.approval();
    return {
      client,
      steps: [back(/^Deny$/), enter, at(/^Reason, if/), keys('Not today.'), on(/^Deny$/), enter],
      commands: [approval({ decision: 'deny', comment: 'Not today.' })],
      after: () => client.update({ pending: [pendingAnswer('approval-1')] }),
      focus: /send_email/,
    };
  }),
  'second thoughts about an answer': walk(
    ['agent-approval deny', 'agent-approval button', 'agent-approval edit'],
    () => ({
      client: SAMPLES.approval(),
      steps: [
        back(/^Deny$/),
        enter,
        at(/^Reason, if/),
        on(/^Cancel$/),
        enter,
        on(/^Edit$/),
        enter,
        at(/^New value of to$/),
        on(/^Cancel$/),
        enter,
      ],
      commands: [],
      focus: /^Edit$/,
    }),
  ),
  'an approval with changes': walk(
    ['agent-approval edit', 'agent-approval editor', 'agent-approval review', 'agent-approval approve'],
    () => {
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
        commands: [approval({ decision: 'approve', editedArgs: { to: 'bob@example.com', ...EDITED } })],
        after: () => client.update({ pending: [pendingAnswer('approval-1')] }),
        focus: /send_email/,
      };
    },
  ),
  'an approval with changes in another form, looked at twice': walk(
    [
      ...['agent-approval edit', 'agent-approval editor', 'agent-approval switch'],
      ...['agent-approval review', 'agent-approval back', 'agent-approval approve'],
    ],
    () => {
      const client = letter();
      return {
        client,
        chat: { toolSchemas: letterSchemas },
        steps: [
          back(/^Edit$/),
          enter,
          at(/^New value of to$/),
          on(/^New value of count$/),
          keys('{Control>}a{/Control}5'),
          on(/^New value of priority$/),
          keys('{ArrowDown}'),
          on(/^Edit as JSON$/),
          enter,
          on(/^Review$/),
          enter,
          at(/^This will run$/),
          on(/^Back to editing$/),
          enter,
          on(/^Review$/),
          enter,
          at(/^This will run$/),
          on(/^Approve as edited$/),
          enter,
        ],
        commands: [approval({ decision: 'approve', editedArgs: { ...LETTER, count: 5, priority: 'high' } })],
        after: () => client.update({ pending: [pendingAnswer('approval-1')] }),
        focus: /send_email/,
      };
    },
  ),
  'how an approval was answered': walk(['agent-approval outcome'], () => {
    const script = new ConversationScript()
      .says('Send it')
      .starts()
      .calls('call-1', 'send_email', LETTER)
      .asks('approval-1', { args: LETTER })
      .resolves('approval-1', { argsHash: HASH });
    return unfolds(new ScriptedClient(script), /^send_email · Approved by/);
  }),
  'a model': walk(['agent-choice button'], () => ({
    client: conversation().client,
    chat: { models: [{ model: 'small', label: 'Small' }, { model: 'large' }] },
    steps: [back(/^Model: /), enter, keys('{ArrowDown}{ArrowDown}{Enter}')],
    commands: [['send', 'setModel', { model: 'large' }]],
    focus: /^Model: /,
  })),
  'a level of the autopilot': walk(['agent-choice button'], () => ({
    client: new ScriptedClient(shortConversation().logs('autopilot_set', { level: 4 })),
    steps: [back(/^Autopilot: L4/), keys('{ArrowDown}{ArrowUp}{Enter}')],
    commands: [['send', 'setAutopilot', { level: 3 }]],
    focus: /^Autopilot: /,
  })),
  'who is to answer': walk(['agent-persona-select radio'], () => {
    const persona = { personaId: 'guide', version: '1' };
    return {
      client: conversation(new ConversationScript().logs('updated', { persona })).client,
      chat: {
        personas: [
          { personaId: 'guide', name: 'Guide' },
          { personaId: 'critic', name: 'Critic' },
        ],
      },
      steps: [back(/^Guide$/), keys('{ArrowDown}')],
      commands: [['send', 'setPersona', { personaId: 'critic' }]],
      focus: /^Critic$/,
    };
  }),
  'a cap': walk(['agent-budget summary', 'agent-budget change', 'agent-budget text'], () => ({
    client: capped(),
    steps: [back(/^Budget: /), enter, on(/^Change the cap: /), enter, at(/^Cap in /), keys('9{Enter}')],
    commands: [['send', 'setBudget', { budget: { ...CAP, limit: 9_000_000 } }]],
    focus: /^Change the cap: /,
  })),
  'a cap as it was, and none': walk(
    [
      ...['agent-budget summary', 'agent-budget change', 'agent-budget text'],
      ...['agent-budget cancel', 'agent-budget lift'],
    ],
    () => ({
      client: capped(),
      steps: [
        back(/^Budget: /),
        enter,
        on(/^Change the cap: /),
        enter,
        at(/^Cap in /),
        keys('9'),
        on(/^Cancel$/),
        enter,
        at(/^Change the cap: /),
        enter,
        at(/^Cap in /),
        on(/^No cap$/),
        enter,
      ],
      commands: [['send', 'setBudget', { budget: { ...CAP, limit: null } }]],
      focus: /^(Change the cap: |Set a cap$)/,
    }),
  ),
  'a first cap': walk(
    ['agent-budget summary', 'agent-budget add', 'agent-budget text', 'agent-budget save'],
    () => {
      const { script, client } = conversation(shortConversation().logs('budget_set', CAP));
      return {
        client,
        steps: [
          async () => client.follow(script.logs('budget_set', { ...CAP, limit: null })),
          back(/^Budget/),
          enter,
          on(/^Set a cap$/),
          enter,
          at(/^Cap in /),
          keys('9'),
          on(/^Save$/),
          enter,
        ],
        commands: [['send', 'setBudget', { budget: { ...CAP, limit: 9_000_000 } }]],
        after: () => client.follow(script.logs('budget_set', { ...CAP, limit: 9_000_000 })),
        focus: /^Change the cap: /,
      };
    },
  ),
  'work that was paused, going on': walk(['agent-budget summary', 'agent-budget resume'], () => {
    const reason = { code: 'budget_exceeded', message: 'The budget for money is used up.' };
    const { script, client } = conversation(
      shortConversation().logs('budget_set', CAP).logs('paused', { reason }),
    );
    return {
      client,
      steps: [back(/^Budget: /), enter, on(/^Go on$/), enter],
      commands: [['send', 'resume', {}]],
      after: () => client.follow(script.logs('resumed', {})),
      focus: /^(Budget|Change the cap)/,
    };
  }),
};
