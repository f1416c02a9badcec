import { AgentChatError, type ApprovalEntry, type Viewer } from '@agent-chat/protocol';
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ConversationScript, HASH, VISITOR } from '../test-support/conversation-script.js';
import { nextFrame } from '../test-support/next-frame.js';
import { pendingAnswer, pendingCommand, ScriptedClient } from '../test-support/scripted-client.js';
import '../define.js';
import type { AgentApproval } from './approval.js';

const ARGS = { to: 'ada@example.com', count: 3, body: 'Hello **Ada**\n<b>x</b>' };
const ME: Viewer = { participantId: VISITOR.participantId, operator: false };

type Request = NonNullable<Parameters<ConversationScript['asks']>[1]>;

function asked(request: Request = {}): ConversationScript {
  return new ConversationScript()
    .says('Send it')
    .starts()
    .calls('call-1', 'send_email', ARGS)
    .asks('approval-1', request);
}

function entryOf(script: ConversationScript): ApprovalEntry {
  const entry = [...script.state.timeline.entries].find(({ kind }) => kind === 'approval');
  if (entry?.kind !== 'approval') throw new Error('There is no approval.');
  return entry;
}

async function shown(client: ScriptedClient, script: ConversationScript, viewer: Viewer | null = ME) {
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client} .viewer=${viewer} locale="en">
      <agent-approval .approval=${entryOf(script)} asker="Guide"></agent-approval>
    </agent-chat-provider>`,
  );
  const element = provider.querySelector('agent-approval')!;
  await element.updateComplete;
  return element;
}

async function approvalOf(script: ConversationScript, viewer: Viewer | null = ME) {
  const client = new ScriptedClient(script);
  const element = await shown(client, script, viewer);
  /** As the list does it: the entry of the new state, and the state itself. */
  const follow = async (change: Parameters<ScriptedClient['update']>[0] = {}): Promise<void> => {
    client.follow(script, change);
    element.approval = entryOf(script);
    await nextFrame();
    await element.updateComplete;
  };
  return { client, element, follow };
}

const find = <E extends HTMLElement = HTMLElement>(element: AgentApproval, selector: string): E | null =>
  element.renderRoot.querySelector<E>(selector);
const words = (element: AgentApproval, selector = '.card'): string =>
  (find(element, selector)?.textContent ?? '').replace(/\s+/g, ' ').trim();
const rows = (element: AgentApproval): string[][] =>
  [...element.renderRoot.querySelectorAll('.arguments > div')].map((row) =>
    [...row.querySelectorAll('dt, dd:not(.note)')].map(({ textContent }) => textContent),
  );
const field = (element: AgentApproval): HTMLTextAreaElement => find(element, 'textarea')!;

async function press(element: AgentApproval, selector: string): Promise<void> {
  find(element, selector)?.focus();
  await userEvent.keyboard('{Enter}');
  await element.updateComplete;
}

describe('an approval of a setting', () => {
  const cap = { kind: 'budget', meter: 'money', window: 'day', limit: 50_000_000 };
  it.each([
    ['budget', cap, 'budget ($50 a day)'],
    ['budget', { ...cap, meter: 'sends', limit: 1_000 }, 'budget (1,000 sends a day)'],
    ['budget', { ...cap, window: 'toString' }, 'budget'],
    ['autopilot', { kind: 'autopilot', level: 2 }, 'autopilot (L2)'],
    ['policy', 'rules: []', 'policy'],
  ])('says its value as people do: %s %j', async (name, args, words) => {
    const { element } = await approvalOf(asked({ subject: { kind: 'setting', name }, args }));
    expect(element.renderRoot.querySelector('.card')?.getAttribute('aria-label')).to.equal(
      `Guide asks to change a setting: ${words}`,
    );
  });
});

describe('agent-approval', () => {
  it('shows who asks for what, and every argument as it is', async () => {
    const { element } = await approvalOf(
      asked({ reason: { code: 'needs_approval', message: 'It leaves.' } }),
    );
    expect(words(element, '.title')).to.equal('Guide asks to use send_email');
    expect(words(element, '.reason')).to.equal('It leaves.');
    expect(rows(element)).to.deep.equal([
      ['to', 'ada@example.com'],
      ['count', '3'],
      ['body', 'Hello **Ada**\n<b>x</b>'],
    ]);
    expect(element.renderRoot.querySelector('dd b, dd strong, agent-markdown')).to.equal(null);
    expect(words(element, '.next')).to.contain('runs once, exactly as shown');
    await expect(element).to.be.accessible();
  });

  it('shows what could deceive: turned text, values that look like others, and all of what is long', async () => {
    const long = 'x'.repeat(50_000);
    const { element } = await approvalOf(
      asked({ args: { file: 'a\u202egnp.exe', 'na\u200bme': ' end ', yes: 'true', long } }),
    );
    expect(rows(element)).to.deep.equal([
      ['file', 'a\\u202egnp.exe'],
      ['na\\u200bme', '" end "'],
      ['yes', '"true"'],
      ['long', long],
    ]);
  });

  it('shows what cannot be seen, and leaves what scripts and emoji need', async () => {
    const args = {
      'to\u115f': 'a\u3164da\u034f',
      'am\u200dount': '1\ufe0f0\u{e0121}\u2800',
      hidden: '\ud83d\ude00\ufe01\ufe02',
      kept: 'می\u200cخواهم \ud83d\udc69\u200d\ud83d\udcbb \u2764\ufe0f\u200d\ud83d\udd25 1\ufe0f\u20e3 葛\u{e0100}',
    };
    const { element } = await approvalOf(asked({ args }));
    expect(rows(element)).to.deep.equal([
      ['to\\u115f', 'a\\u3164da\\u034f'],
      ['am\\u200dount', '1\\ufe0f0\\udb40\\udd21\\u2800'],
      ['hidden', '\ud83d\ude00\ufe01\\ufe02'],
      ['kept', args.kept],
    ]);
  });

  it('shows what cannot be seen in the name of who asks', async () => {
    const { element } = await approvalOf(asked());
    element.asker = 'Gu\u202eide';
    await element.updateComplete;
    expect(words(element, '.title')).to.equal('Gu\\u202eide asks to use send_email');
  });

  it('warns of letters that look like others, and of an end that is out of sight', async () => {
    const padded = `Hello${'\n'.repeat(40)}, and send a copy to eve@example.com`;
    const { element } = await approvalOf(
      asked({ args: { to: 'ada@p\u0430ypal.example', city: 'Москва and Αθήνα', body: padded } }),
    );
    const notes = [...element.renderRoot.querySelectorAll('.arguments > div')].map((row) =>
      [...row.querySelectorAll('.note')].map(({ textContent }) => textContent.trim()),
    );
    expect(notes).to.deep.equal([
      ['Letters of different alphabets that look alike stand in one word here.'],
      [],
      [`${padded.length} characters: read it to its end.`],
    ]);
    await expect(element).to.be.accessible();
  });

  it('approves what was shown, by keyboard, and keeps the focus', async () => {
    const { client, element, follow } = await approvalOf(asked());
    await press(element, '.approve');
    expect(client.commands).to.deep.equal([
      ['send', 'resolveApproval', { approvalId: 'approval-1', decision: 'approve', argsHash: HASH }],
    ]);
    await follow({ pending: [pendingAnswer('approval-1')] });
    expect(element.stage).to.equal('sending');
    expect(find(element, '.actions')).to.equal(null);
    expect(element.shadowRoot?.activeElement).to.equal(find(element, '.card'));
    await expect(element).to.be.accessible();
  });

  it('sends nothing when a listener prevents it', async () => {
    const { client, element } = await approvalOf(asked());
    element.addEventListener('agent-chat-resolve-approval', (event) => event.preventDefault());
    await press(element, '.approve');
    expect(client.commands).to.deep.equal([]);
  });

  it('denies with a reason, or without', async () => {
    const { client, element } = await approvalOf(asked());
    await press(element, '.deny');
    await waitUntil(() => element.shadowRoot?.activeElement === field(element));
    await expect(element).to.be.accessible();
    await userEvent.keyboard('Not today');
    await press(element, 'button[type=submit]');
    const answer = { approvalId: 'approval-1', decision: 'deny', argsHash: HASH };
    expect(client.commands).to.deep.equal([['send', 'resolveApproval', { ...answer, comment: 'Not today' }]]);
  });

  it('checks arguments edited as JSON before it sends them, and says where they are wrong', async () => {
    const { client, element } = await approvalOf(asked());
    await press(element, '.edit');
    await press(element, '.switch');
    await waitUntil(() => element.shadowRoot?.activeElement === field(element));
    expect(JSON.parse(field(element).value)).to.deep.equal(ARGS);
    await expect(element).to.be.accessible();
    for (const [text, complaint] of [
      ['{\n  "to": oops\n}', /not valid JSON/],
      ['["a"]', /must stay an object/],
    ] as const) {
      field(element).value = text;
      await press(element, 'button[type=submit]');
      expect(words(element, '#fault')).to.match(complaint);
      expect(field(element).getAttribute('aria-invalid')).to.equal('true');
    }
    expect(client.commands).to.deep.equal([]);
    field(element).value = '{"to": "bea@example.com"}';
    await press(element, 'button[type=submit]');
    await press(element, '.approve');
    expect(client.commands[0]?.[2]).to.deep.equal({
      approvalId: 'approval-1',
      decision: 'approve',
      argsHash: HASH,
      editedArgs: { to: 'bea@example.com' },
    });
  });

  it('sends arguments that were opened and not changed as they were', async () => {
    const { client, element } = await approvalOf(asked({ args: { name: 'a\u202eb\u200b' } }));
    await press(element, '.edit');
    expect(field(element).value).to.contain('a\\u202eb\\u200b');
    await press(element, 'button[type=submit]');
    expect(words(element, '.will-run')).to.contain('Nothing is changed.');
    await press(element, '.approve');
    expect(client.commands[0]?.[2]).not.to.have.property('editedArgs');
  });

  it('says who has answered, what was changed and why', async () => {
    const script = asked();
    const { element, follow } = await approvalOf(script);
    script.resolves('approval-1', { editedArgs: { to: 'bea@example.com' } });
    await follow();
    expect(words(element)).to.match(/send_email · Approved with changes by Visitor/);
    await press(element, '.fold-summary');
    expect(rows(element)[0]).to.deep.equal(['to', 'bea@example.com']);
    expect(rows(element)).to.have.length(4);
    await expect(element).to.be.accessible();

    const denied = asked().resolves('approval-1', { decision: 'deny', comment: 'Not today' });
    expect(words((await approvalOf(denied)).element)).to.match(/Denied by Visitor.*Not today/);
  });

  it('tells apart that nobody answered in time and that the turn is over', async () => {
    const late = asked({ expiresAt: '2026-11-20T09:30:01.000Z' }).expires('approval-1');
    expect(words((await approvalOf(late)).element)).to.contain('Nobody answered in time');
    const dropped = asked({ expiresAt: '2099-01-01T00:00:00.000Z' }).expires('approval-1', 'turn_cleared');
    expect(words((await approvalOf(dropped)).element)).to.contain('No longer needed');
  });

  it('counts down to its end', async () => {
    const expiresAt = new Date(Date.now() + 65_500).toISOString();
    const { element } = await approvalOf(asked({ expiresAt }));
    const first = words(element, '.expiry');
    expect(first).to.match(/^Expires in 1 min, \d sec$/);
    await waitUntil(() => words(element, '.expiry') !== first, 'it counts', { timeout: 5_000 });
  });

  it('offers nothing to whoever is not asked, and says who is', async () => {
    const { element } = await approvalOf(asked({ approvers: 'operators' }));
    expect(element.stage).to.equal('watching');
    expect(words(element, '.next')).to.equal('Waits for an operator to decide');
    expect(find(element, '.actions')).to.equal(null);
    expect(rows(element)).to.have.length(3);
    await expect(element).to.be.accessible();
    const operator = await approvalOf(asked({ approvers: 'operators' }), { operator: true });
    expect(operator.element.stage).to.equal('open');
    expect((await approvalOf(asked({ approvers: 'operators' }), null)).element.stage).to.equal('open');
  });

  it('says that somebody else was faster, and forgets the answer that came too late', async () => {
    const script = asked();
    const { client, element, follow } = await approvalOf(script);
    const error = new AgentChatError('ApprovalClosed', 'Somebody has answered already.');
    await follow({ pending: [pendingAnswer('approval-1', error)] });
    expect(words(element, '[part=failure]')).to.equal('Somebody else has answered already.');
    expect(find(element, '.actions') ?? find(element, '.next') ?? find(element, '.expiry')).to.equal(null);
    script.resolves('approval-1', { decision: 'deny' }, 'guide');
    await follow();
    expect(client.commands).to.deep.equal([['discard', 'answer-1']]);
    await follow({ pending: [] });
    expect(words(element)).to.match(/Denied by Guide.*Your answer came too late/);
  });

  it('keeps nothing of the approval before it: no reason, no outcome that was opened, nothing that came too late', async () => {
    const script = asked();
    const { client, element, follow } = await approvalOf(script);
    await press(element, '.deny');
    field(element).value = 'Not to Ada';
    script.asks('approval-2', { args: { to: 'eve@example.com' } });
    client.follow(script);
    const [first, second] = [...script.state.timeline.entries].filter((entry) => entry.kind === 'approval');
    element.approval = second ?? null;
    await element.updateComplete;
    expect(find(element, 'form')).to.equal(null);
    await press(element, '.deny');
    expect(field(element).value).to.equal('');

    element.approval = first ?? null;
    await follow({
      pending: [pendingAnswer('approval-1', new AgentChatError('ApprovalClosed', 'Too late.'))],
    });
    script
      .resolves('approval-1', { decision: 'deny' }, 'guide')
      .resolves('approval-2', { decision: 'deny' }, 'guide');
    await follow();
    await press(element, '.fold-summary');
    expect(words(element)).to.contain('Your answer came too late');
    element.approval =
      [...script.state.timeline.entries].findLast((entry) => entry.kind === 'approval') ?? null;
    await element.updateComplete;
    expect(words(element)).not.to.contain('Your answer came too late');
    expect(element.open).to.equal(false);
  });

  it('does not approve by a key what takes the place of what was read', async () => {
    const script = asked();
    const { client, element } = await approvalOf(script);
    find(element, '.approve')?.focus();
    client.follow(script.asks('approval-2', { args: { to: 'eve@example.com' } }));
    element.approval =
      [...script.state.timeline.entries].findLast((entry) => entry.kind === 'approval') ?? null;
    await element.updateComplete;
    await userEvent.keyboard('{Enter}');
    expect(client.commands).to.deep.equal([]);
    expect(element.shadowRoot?.activeElement).to.equal(find(element, '.card'));
  });

  it('says only of an answer that came too late that it did', async () => {
    const script = asked();
    const { client, element, follow } = await approvalOf(script);
    const error = new AgentChatError('PolicyViolation', 'The guard policy forbids these arguments.');
    await follow({ pending: [pendingAnswer('approval-1', error)] });
    script.resolves('approval-1', { decision: 'deny' }, 'guide');
    await follow();
    expect(client.commands).to.deep.equal([['discard', 'answer-1']]);
    expect(words(element)).not.to.contain('Your answer came too late');
  });

  it('keeps the focus when somebody else answers', async () => {
    const script = asked();
    const { element, follow } = await approvalOf(script);
    await press(element, '.deny');
    await waitUntil(() => element.shadowRoot?.activeElement === field(element));
    script.resolves('approval-1', { decision: 'deny' }, 'guide');
    await follow();
    expect(element.shadowRoot?.activeElement).to.equal(find(element, '.card'));
  });

  it('puts the reason of a denial that was refused back into its field', async () => {
    const { element, follow } = await approvalOf(asked());
    const refused = pendingCommand(
      'resolveApproval',
      { approvalId: 'approval-1', decision: 'deny', argsHash: HASH, comment: 'Not today' },
      new AgentChatError('Internal', 'Something went wrong.'),
    );
    await follow({ pending: [refused] });
    await press(element, '.deny');
    await waitUntil(() => field(element).value === 'Not today');
  });

  it('shows why an answer was refused, and lets it be given again', async () => {
    const { client, element, follow } = await approvalOf(asked());
    const error = new AgentChatError('PolicyViolation', 'The guard policy forbids these arguments.');
    await follow({ pending: [pendingAnswer('approval-1', error)] });
    expect(words(element, '[part=failure]')).to.contain('The guard policy forbids these arguments.');
    await expect(element).to.be.accessible();
    await press(element, '.approve');
    expect(client.commands.map(([name]) => name)).to.deep.equal(['discard', 'send']);
  });

  it('warns when it allows more than this call', async () => {
    const subject = { kind: 'tool', name: 'send_email', toolCallId: 'call-1', stage: 'send' } as const;
    const { element } = await approvalOf(asked({ subject, covers: 'stage' }));
    expect(words(element, '.covers')).to.contain('every later call of the stage “send”');
  });
});
