import { AgentChatError, type Card, type Part } from '@agent-chat/protocol';
import { card as build } from '@agent-chat/protocol/cards';
import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { ConversationScript } from '../../test-support/conversation-script.js';
import { nextFrame } from '../../test-support/next-frame.js';
import { pendingCommand, ScriptedClient } from '../../test-support/scripted-client.js';
import { waitUntil } from '../../test-support/wait-until.js';
import { SAMPLE_CARDS } from '../../test-support/sample-cards.js';
import type { AgentCard } from '../card.js';
import { readData } from './read-data.js';
import { readText } from './read-text.js';
import '../../define.js';

/** The card as part of the newest message of a conversation. */
async function inChat(card: Card, ...before: Part[]) {
  const script = new ConversationScript()
    .says('Go')
    .answers([...before, { type: 'card', partId: 'card-1', card }]);
  const client = new ScriptedClient(script);
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client} locale="en"><agent-card .card=${card}></agent-card></agent-chat-provider>`,
  );
  const element = provider.querySelector('agent-card')!;
  await element.updateComplete;
  return { script, client, element };
}

/** A press is pending from the moment on at which it is given. */
function sends(client: ScriptedClient): void {
  const send = client.send.bind(client);
  client.send = (method, params) => {
    client.update({ pending: [pendingCommand(method, params)] });
    return send(method, params);
  };
}

const buttons = (element: AgentCard, within = '.words > .actions'): HTMLButtonElement[] => [
  ...element.renderRoot.querySelectorAll<HTMLButtonElement>(`${within} button`),
];
const labels = (some: readonly HTMLButtonElement[]): string[] =>
  some.map(({ innerText }) => innerText.trim());
const outcome = (element: AgentCard): string =>
  element.renderRoot.querySelector('[role=status]')?.textContent.replace(/\s+/g, ' ').trim() ?? '';

async function follows(
  element: AgentCard,
  client: ScriptedClient,
  script: ConversationScript,
): Promise<void> {
  client.follow(script);
  await nextFrame();
  await element.updateComplete;
}

describe('the text of a card', () => {
  it('is read as a title, fields, lists, numbered things, tables and changes', () => {
    const read = readText(
      [
        'Outbox: 2 messages',
        'Cost: $5.00',
        'Until: tomorrow',
        'Risks:',
        '- Old addresses',
        '  as always',
        '1. ada@example.com: Hello (score 9)',
        '   Dear Ada,',
        '',
        '   Evidence: A page',
        '2. bob@example.com: Hello (score 8)',
        'Day | Sent',
        'Monday | 4',
        '```diff',
        '- a: 1',
        '+ a: 2',
        '```',
        'That is all.',
      ].join('\n'),
    );
    expect(read).to.deep.equal({
      label: 'Outbox',
      title: '2 messages',
      blocks: [
        {
          kind: 'facts',
          facts: [
            { label: 'Cost', value: '$5.00' },
            { label: 'Until', value: 'tomorrow' },
          ],
        },
        { kind: 'list', label: 'Risks', items: ['Old addresses\nas always'] },
        {
          kind: 'entries',
          label: null,
          entries: [
            {
              title: 'ada@example.com: Hello (score 9)',
              blocks: [
                { kind: 'text', text: 'Dear Ada,' },
                { kind: 'facts', facts: [{ label: 'Evidence', value: 'A page' }] },
              ],
            },
            { title: 'bob@example.com: Hello (score 8)', blocks: [] },
          ],
        },
        { kind: 'table', label: null, head: ['Day', 'Sent'], rows: [['Monday', '4']] },
        { kind: 'code', label: null, text: '- a: 1\n+ a: 2', isDiff: true },
        { kind: 'text', text: 'That is all.' },
      ],
    });
  });

  it('is a text where it is nothing else, in any language, and shows what cannot be seen', () => {
    expect(readText('She maintains two parsers.\nand more')).to.deep.equal({
      label: null,
      title: null,
      blocks: [{ kind: 'text', text: 'She maintains two parsers.\nand more' }],
    });
    expect(readText('ملخص: بريد')).to.deep.equal({ label: 'ملخص', title: 'بريد', blocks: [] });
    expect(readText('A\u202eB').blocks).to.deep.equal([{ kind: 'text', text: 'A\\u202eB' }]);
  });

  it('is read whole, however long it is', () => {
    const text = 'word '.repeat(12_000);
    expect(readText(`${text}\nand wire 9,000 to Eve`).blocks).to.deep.equal([
      { kind: 'text', text: `${text}\nand wire 9,000 to Eve` },
    ]);
  });

  it('of a message in an outbox passes for no other message', () => {
    const body = 'Hi\n2. eve@example.com: Send (score 99)\n   Approved';
    const { fallbackText } = build.outbox({
      runId: 'r',
      samples: [{ leadId: 'l', score: 1, email: 'a@example.com', subject: 'S', body }],
    });
    const entries = readText(fallbackText).blocks.flatMap((block) =>
      block.kind === 'entries' ? block.entries : [],
    );
    expect(entries.map(({ title }) => title)).to.deep.equal(['a@example.com: S (score 1)']);
  });
});

describe('the data of a card without a text', () => {
  it('is shown as fields, lists and tables, with numbers in the reader’s way', () => {
    const data = {
      name: 'Spring',
      dailyCostMicroUsd: 12_500_000,
      maxPeople: 4_000,
      isOpen: true,
      nothing: null,
      icp: { language: 'Python', activeDays: 90 },
      risks: ['Old addresses'],
      people: [
        { name: 'Ada', score: 9 },
        { name: 'Bob', score: 8 },
      ],
    };
    expect(readData('spring_sale', data, 'de')).to.deep.equal({
      label: 'Spring sale',
      title: 'Spring',
      blocks: [
        {
          kind: 'facts',
          facts: [
            { label: 'Daily cost', value: '12,50\u00a0$' },
            { label: 'Max people', value: '4.000' },
            { label: 'Is open', value: '✓' },
            { label: 'Icp', value: 'language Python, active days 90' },
          ],
        },
        { kind: 'list', label: 'Risks', items: ['Old addresses'] },
        {
          kind: 'table',
          label: 'People',
          head: ['Name', 'Score'],
          rows: [
            ['Ada', '9'],
            ['Bob', '8'],
          ],
        },
      ],
    });
  });

  it('keeps the first digits of what is next to nothing', () => {
    const data = { small: 0.00001234567, third: 1 / 3, large: 54_545.123456 };
    const [facts] = readData('t', data, 'en').blocks;
    expect(facts?.kind === 'facts' ? facts.facts.map(({ value }) => value) : []).to.deep.equal([
      '0.00001235',
      '0.3333',
      '54,545.1235',
    ]);
  });

  it('says where there is more of it than is shown', () => {
    const names = Array.from({ length: 102 }, (_, at) => [`name${at}`, at] as const);
    for (const data of [Object.fromEntries(names), names, { text: 'x'.repeat(20_002) }]) {
      const words = readData('t', data, 'en');
      expect(words.isCut).to.equal(true);
      expect(JSON.stringify(words)).to.contain('… +2"');
    }
    expect(readData('t', { a: ['b'] }, 'en').isCut).to.equal(undefined);
  });

  it('is shown however deep and wide it is', () => {
    let deep: unknown = 'end';
    for (let at = 0; at < 5_000; at += 1) deep = { deep };
    for (const data of [
      deep,
      null,
      7,
      [],
      ['a', [1]],
      [[[]]],
      Array.from({ length: 5_000 }, (_, at) => at),
    ]) {
      expect(JSON.stringify(readData('t', data, 'en')).length).to.be.below(30_000);
    }
  });
});

describe('a card without an element', () => {
  it('is accessible, whatever its type', async () => {
    for (const sample of SAMPLE_CARDS) {
      const { element } = await inChat(sample);
      for (const details of element.renderRoot.querySelectorAll('details')) details.open = true;
      expect(element.renderRoot.textContent).not.to.match(/\{"|cannot show/);
      await expect(element).to.be.accessible();
    }
  });

  it('offers the buttons that need no more than a press, and sends what they carry', async () => {
    const brief = SAMPLE_CARDS.find(({ type }) => type === 'campaign_brief')!;
    const { client, element } = await inChat(brief);
    expect(labels(buttons(element))).to.deep.equal(['Simulate', 'Run at L2', 'Set budget']);
    buttons(element)[1]?.click();
    expect(client.commands).to.deep.equal([
      [
        'send',
        'invokeAction',
        { messageId: 'message-2', partId: 'card-1', actionId: 'run', payload: { level: 2 } },
      ],
    ]);
  });

  it('says what becomes of a press, and takes no other meanwhile', async () => {
    const { script, client, element } = await inChat(SAMPLE_CARDS[0]!);
    const of = { messageId: 'message-2', partId: 'card-1', actionId: 'simulate' };
    await follows(element, client, script.logs('action_invoked', of));
    expect(outcome(element)).to.equal('Simulate · Running');
    expect(buttons(element).every(({ ariaDisabled }) => ariaDisabled === 'true')).to.equal(true);
    const actionSeq = client.getState().conversation!.control.seq;
    const settled = { actionSeq, outcome: 'declined', message: 'The campaign is over.' };
    await follows(element, client, script.logs('action_settled', settled));
    expect(outcome(element)).to.equal('Simulate · This was declined: The campaign is over.');
    expect(buttons(element).some(({ ariaDisabled }) => ariaDisabled === 'true')).to.equal(false);
  });

  it('takes two presses in one moment for one, and keeps the focus on what was pressed', async () => {
    const { client, element } = await inChat(SAMPLE_CARDS[0]!);
    const [first, second] = buttons(element);
    sends(client);
    first?.focus();
    first?.click();
    first?.click();
    second?.click();
    await nextFrame();
    await element.updateComplete;
    await nextFrame();
    expect(client.commands).to.have.length(1);
    expect(element.shadowRoot?.activeElement).to.equal(first);
    await expect(element).to.be.accessible();
  });

  it('forgets a press that was refused when the next one is sent', async () => {
    const { client, element } = await inChat(SAMPLE_CARDS[0]!);
    const refused = pendingCommand(
      'invokeAction',
      { messageId: 'message-2', partId: 'card-1', actionId: 'simulate' },
      new AgentChatError('PolicyViolation', 'Not now.'),
    );
    client.update({ pending: [refused] });
    buttons(element)[0]?.click();
    expect(client.commands.map(([name]) => name)).to.deep.equal(['discard', 'send']);
    expect(client.getState().pending).to.deep.equal([]);
  });

  it('offers nothing for what it shows only a part of', async () => {
    const actions = [{ actionId: 'approve', label: 'Approve' }];
    const { element } = await inChat({ type: 'transfer', version: 1, data: { note: 'Pay' }, actions });
    expect(labels(buttons(element))).to.deep.equal(['Approve']);
    const data = { note: `${'x'.repeat(20_001)} to Eve` };
    const { element: cut } = await inChat({ type: 'transfer', version: 1, data, actions });
    expect(buttons(cut)).to.deep.equal([]);
  });

  it('asks the page first, which may prevent it', async () => {
    const { client, element } = await inChat(SAMPLE_CARDS[0]!);
    element.addEventListener('agent-chat-card-action', (event) => event.preventDefault());
    buttons(element)[0]?.click();
    expect(client.commands).to.deep.equal([]);
  });

  it('has the messages of an outbox decided one by one, each as itself', async () => {
    const outbox = SAMPLE_CARDS.find(({ type }) => type === 'outbox')!;
    const { client, element } = await inChat(outbox);
    const entries = [...element.renderRoot.querySelectorAll('details')];
    for (const entry of entries) entry.open = true;
    const offered = entries.map((entry) => labels([...entry.querySelectorAll('button')]));
    expect(offered).to.deep.equal([['Approve', 'Skip'], ['Skip'], ['Approve'], ['Skip']]);
    entries[1]?.querySelector('button')?.click();
    expect(client.commands).to.deep.equal([
      [
        'send',
        'invokeAction',
        { messageId: 'message-2', partId: 'card-1', actionId: 'skip', payload: { leadId: 'lead-2' } },
      ],
    ]);
    // A text that does not say whom a row is about decides nothing about it.
    const { element: other } = await inChat({
      ...outbox,
      fallbackText: '1. eve@example.com: Hello\n   Text',
    });
    expect(buttons(other, 'details')).to.deep.equal([]);
  });

  it('has no messages decided that stand inside of another', async () => {
    const sample = { score: 90, subject: 'Hello' };
    const { element } = await inChat(
      build.outbox({
        runId: 'run-1',
        samples: [
          { ...sample, leadId: 'lead-1', email: 'ada@example.com', body: 'Dear Ada' },
          {
            ...sample,
            leadId: 'lead-2',
            email: 'bob@example.com',
            body: '1. ada@example.com: Hello (score 90)\n   Dear Ada\n2. bob@example.com: Hello (score 90)\n   Dear Bob',
          },
        ],
      }),
    );
    const entries = [...element.renderRoot.querySelectorAll('.words > .entries > details')];
    expect(entries.map((entry) => entry.querySelectorAll('details').length)).to.deep.equal([0, 2]);
    expect(buttons(element, 'details details')).to.deep.equal([]);
    expect(buttons(element, '.entries > details > .entry-body > .actions')).to.have.length(4);
  });

  it('leaves addresses as they are, also where they look like a time', async () => {
    const url = 'https://example.com/log?since=2026-05-01T00:00:00Z';
    const fallbackText = `Log\nEvidence: The log ${url}; Page ${url}\nAt: 2026-05-01T00:00:00Z`;
    const { element } = await inChat({ type: 'log', version: 1, data: {}, fallbackText });
    const links = (): string[] =>
      [...element.renderRoot.querySelectorAll('agent-markdown')].flatMap((markdown) =>
        [...(markdown.shadowRoot?.querySelectorAll('a') ?? [])].map(({ href }) => href),
      );
    await waitUntil(() => links().length === 2);
    expect(links()).to.deep.equal([url, url]);
    expect(element.renderRoot.textContent).not.to.contain('2026-05-01T');
  });

  it('has no buttons where nobody would hear of them', async () => {
    const element = await fixture<AgentCard>(html`<agent-card .card=${SAMPLE_CARDS[0]}></agent-card>`);
    expect(buttons(element)).to.deep.equal([]);
  });
});

describe('"Why?" on a card', () => {
  const CARD: Card = { type: 'weather', version: 1, data: {}, fallbackText: 'Sunny' };
  const of = { messageId: 'message-2', partId: 'card-1', actionId: 'explain' };
  const why = (element: AgentCard): HTMLButtonElement | null =>
    element.renderRoot.querySelector<HTMLButtonElement>('.why');

  it('is asked of one among several, and not twice before it is answered', async () => {
    const other: Part = { type: 'card', partId: 'card-0', card: { ...CARD, fallbackText: 'Rainy' } };
    const { script, client, element } = await inChat(CARD, other);
    await expect(element).to.be.accessible();
    why(element)!.click();
    expect(client.commands).to.deep.equal([['send', 'invokeAction', of]]);
    await follows(element, client, script.logs('action_invoked', of));
    expect(why(element)!.ariaDisabled).to.equal('true');
    why(element)!.click();
    expect(client.commands).to.have.length(1);
    const actionSeq = client.getState().conversation!.control.seq;
    const settled = { actionSeq, outcome: 'done', message: 'The model said so.' };
    await follows(element, client, script.logs('action_settled', settled));
    expect(why(element)!.ariaDisabled).to.equal('false');
    // The answer stands in the conversation, with what it leads to.
    expect(outcome(element)).to.equal('');
  });

  it('is that of the message where there is one card', async () => {
    const { element } = await inChat(CARD, { type: 'text', partId: 't1', text: 'It is like this:' });
    expect(why(element)).to.equal(null);
  });
});
