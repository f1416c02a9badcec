import { AgentChatError, type ApprovalEntry } from '@agent-chat/protocol';
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ConversationScript, HASH } from '../test-support/conversation-script.js';
import { pendingCommand, ScriptedClient } from '../test-support/scripted-client.js';
import '../define.js';
import type { AgentApproval } from './approval.js';
import type { ToolSchemas } from './tool-schema.js';

const ARGS = {
  to: 'ada@example.com',
  count: 3,
  urgent: false,
  priority: 'normal',
  rows: [{ at: 1 }],
  hidden: 'a\u202eb',
};
const SCHEMAS: ToolSchemas = {
  send_email: {
    properties: {
      count: { type: 'integer', minimum: 1, maximum: 5, description: 'How many <b>copies</b>' },
      priority: { type: 'string', enum: ['low', 'normal', 'high'] },
      to: { type: 'string', maxLength: 30 },
    },
  },
};

/** What `script` asks for, in order. */
const approvalsOf = (script: ConversationScript): ApprovalEntry[] =>
  [...script.state.timeline.entries].filter((entry) => entry.kind === 'approval');

async function editing(args: unknown = ARGS, schemas: ToolSchemas = {}) {
  const script = new ConversationScript()
    .says('Send it')
    .starts()
    .calls('call-1', 'send_email', args)
    .asks('approval-1', { args });
  const client = new ScriptedClient(script);
  const [entry] = approvalsOf(script);
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client} .toolSchemas=${schemas} locale="en">
      <agent-approval .approval=${entry} asker="Guide"></agent-approval>
    </agent-chat-provider>`,
  );
  const element = provider.querySelector('agent-approval')!;
  await element.updateComplete;
  await press(element, '.edit');
  return { script, client, element };
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const find = (element: AgentApproval, selector: string): HTMLElement =>
  element.renderRoot.querySelector<HTMLElement>(selector)!;
const fieldOf = (element: AgentApproval, name: string): Field =>
  find(element, `[aria-label="New value of ${name}"]`) as Field;
const words = (element: AgentApproval, selector: string): string =>
  (element.renderRoot.querySelector(selector)?.textContent ?? '').replace(/\s+/g, ' ').trim();

async function press(element: AgentApproval, selector: string): Promise<void> {
  find(element, selector).focus();
  await userEvent.keyboard('{Enter}');
  await element.updateComplete;
}

/** What the review says of each argument. */
const reviewed = (element: AgentApproval): string[] =>
  [...element.renderRoot.querySelectorAll('.will-run .arguments > div')].map((row) =>
    [...row.querySelectorAll('dt, dd')]
      .map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim())
      .join(' | '),
  );

describe('the arguments of an approval, edited', () => {
  it('have a field each that fits what they are and holds what was asked for', async () => {
    const { element } = await editing();
    expect(
      [...element.renderRoot.querySelectorAll('.field')].map(({ localName }) => localName),
    ).to.deep.equal(['textarea', 'input', 'select', 'textarea', 'textarea', 'textarea']);
    expect(['to', 'count'].map((name) => fieldOf(element, name).value)).to.deep.equal([
      'ada@example.com',
      '3',
    ]);
    expect((fieldOf(element, 'urgent') as HTMLSelectElement).selectedOptions[0]?.text).to.equal('false');
    expect(JSON.parse(fieldOf(element, 'rows').value)).to.deep.equal(ARGS.rows);
    expect(fieldOf(element, 'hidden').value, 'what cannot be seen').to.equal('"a\\u202eb"');
    await waitUntil(() => element.shadowRoot?.activeElement === fieldOf(element, 'to'));
    await expect(element).to.be.accessible();
  });

  it('follow the schema of the tool, and say what does not', async () => {
    const { client, element } = await editing(ARGS, SCHEMAS);
    const priority = fieldOf(element, 'priority') as HTMLSelectElement;
    expect([...priority.options].map(({ text }) => text)).to.deep.equal(['low', 'normal', 'high']);
    expect(priority.selectedOptions[0]?.text).to.equal('normal');
    expect(words(element, '.about')).to.equal('How many <b>copies</b>');
    for (const [name, text, complaint] of [
      ['count', '2.5', 'This must be a whole number.'],
      ['count', '7', 'At most 5'],
      ['count', '0', 'At least 1'],
      ['count', '1,5', 'This is not a number that can be kept exactly, such as 12.5.'],
      ['count', '12345678901234567890', 'This is not a number that can be kept exactly, such as 12.5.'],
      ['to', 'a'.repeat(31), 'At most 30 characters'],
      ['rows', '[', 'This is not valid JSON: see line 1, column 2.'],
    ] as const) {
      const field = fieldOf(element, name);
      const before = field.value;
      field.value = text;
      await press(element, '.review');
      await waitUntil(() => element.shadowRoot?.activeElement === field, `the focus goes to ${name}`);
      const fault = find(element, `#${field.getAttribute('aria-describedby')?.split(' ').at(-1)}`);
      if (name !== 'rows') expect(fault.textContent.trim()).to.equal(complaint);
      expect(fault.hidden).to.equal(false);
      expect(field.getAttribute('aria-invalid')).to.equal('true');
      field.value = before;
    }
    expect(client.commands).to.deep.equal([]);
    await expect(element).to.be.accessible();
  });

  it('are shown whole before they are approved, with what is not as it was asked for', async () => {
    const { client, element } = await editing(ARGS, SCHEMAS);
    fieldOf(element, 'to').value = 'b\u0435a@example.com';
    fieldOf(element, 'count').value = '2';
    (fieldOf(element, 'urgent') as HTMLSelectElement).selectedIndex = 0;
    await press(element, '.review');
    const review = find(element, '.will-run');
    await waitUntil(() => element.shadowRoot?.activeElement === review);
    expect(review.getAttribute('aria-label')).to.equal('This will run');
    expect(reviewed(element)).to.deep.equal([
      'to | b\u0435a@example.com | Changed Asked for: ada@example.com | Letters of different alphabets that look alike stand in one word here.',
      'count | 2 | Changed Asked for: 3',
      'urgent | true | Changed Asked for: false',
      'priority | normal',
      'rows | [ { "at": 1 } ]',
      'hidden | a\\u202eb',
    ]);
    expect(client.commands).to.deep.equal([]);
    await expect(element).to.be.accessible();
    await press(element, '.approve');
    expect(client.commands[0]?.[2]).to.deep.equal({
      approvalId: 'approval-1',
      decision: 'approve',
      argsHash: HASH,
      editedArgs: { ...ARGS, to: 'b\u0435a@example.com', count: 2, urgent: true },
    });
  });

  it('go back a step on Escape, with what was written', async () => {
    const { element } = await editing();
    fieldOf(element, 'to').value = 'bea@example.com';
    await press(element, '.review');
    await userEvent.keyboard('{Escape}');
    await waitUntil(() => element.shadowRoot?.activeElement?.classList.contains('review') === true);
    expect(fieldOf(element, 'to').value).to.equal('bea@example.com');
    await userEvent.keyboard('{Escape}');
    await waitUntil(() => element.shadowRoot?.activeElement?.classList.contains('edit') === true);
    expect(element.renderRoot.querySelector('form')).to.equal(null);
  });

  it('go on from what the server has refused', async () => {
    const { client, element } = await editing();
    const editedArgs = { ...ARGS, to: 'bea@example.com' };
    const error = new AgentChatError('InvalidRequest', 'Nobody may write to Bea.');
    const refused = pendingCommand(
      'resolveApproval',
      { approvalId: 'approval-1', decision: 'approve', argsHash: HASH, editedArgs },
      error,
    );
    await userEvent.keyboard('{Escape}');
    client.update({ pending: [refused] });
    await waitUntil(() => words(element, '.failure') !== '');
    await press(element, '.edit');
    expect(fieldOf(element, 'to').value).to.equal('bea@example.com');
    await press(element, '.review');
    expect(reviewed(element)[0]).to.equal('to | bea@example.com | Changed Asked for: ada@example.com');
  });

  it('go over into JSON and back, with what was written; there arguments come and go', async () => {
    const { client, element } = await editing();
    fieldOf(element, 'count').value = '4';
    await press(element, '.switch');
    const json = find(element, '#field') as HTMLTextAreaElement;
    await waitUntil(() => element.shadowRoot?.activeElement === json);
    expect(JSON.parse(json.value)).to.deep.equal({ ...ARGS, count: 4 });
    await expect(element).to.be.accessible();
    json.value = '{"count": 4, "cc": "eve@example.com"}';
    await press(element, '.switch');
    expect(fieldOf(element, 'cc').value).to.equal('eve@example.com');
    await press(element, '.review');
    expect(reviewed(element).slice(0, 3)).to.deep.equal([
      'count | 4 | Changed Asked for: 3',
      'cc | eve@example.com | Added',
      'to | ada@example.com | Left out',
    ]);
    await press(element, '.approve');
    expect(client.commands[0]?.[2]).to.have.deep.property('editedArgs', { count: 4, cc: 'eve@example.com' });
  });

  it.each(['being written', 'being looked at'])(
    'go to no other approval that takes the place of one %s',
    async (step) => {
      const { script, client, element } = await editing();
      const other = { to: 'eve@example.com' };
      client.follow(script.asks('approval-2', { args: other }));
      fieldOf(element, 'to').value = 'bea@example.com';
      if (step === 'being looked at') await press(element, '.review');
      element.approval = approvalsOf(script)[1] ?? null;
      await element.updateComplete;
      expect(element.renderRoot.querySelector('form, .will-run')).to.equal(null);
      expect(words(element, '.arguments')).to.equal('to eve@example.com');
      expect(element.shadowRoot?.activeElement).to.equal(find(element, '.card'));
      await press(element, '.edit');
      expect(fieldOf(element, 'to').value).to.equal('eve@example.com');
      await press(element, '.review');
      await press(element, '.approve');
      const answer = { approvalId: 'approval-2', decision: 'approve', argsHash: HASH };
      expect(client.commands).to.deep.equal([['send', 'resolveApproval', answer]]);
    },
  );

  it('go to nobody else who is asked the same', async () => {
    const { script, element } = await editing();
    fieldOf(element, 'to').value = 'bea@example.com';
    element.closest('agent-chat-provider')!.client = new ScriptedClient(script, {}, 'conversation-2');
    await waitUntil(() => element.renderRoot.querySelector('form') === null);
  });

  it('without names are edited as JSON, and names such as __proto__ stay names', async () => {
    const list = await editing(['a', 1]);
    expect(list.element.renderRoot.querySelectorAll('.field')).to.have.length(1);
    expect(list.element.renderRoot.querySelector('.switch')).to.equal(null);

    const args = JSON.parse('{"__proto__": "x", "": 1, "toString": "y"}') as unknown;
    const odd = await editing(args, { send_email: { properties: {} } });
    fieldOf(odd.element, '__proto__').value = 'z';
    await press(odd.element, '.review');
    await press(odd.element, '.approve');
    const { editedArgs } = odd.client.commands[0]?.[2] as { editedArgs: object };
    expect(JSON.stringify(editedArgs)).to.equal('{"__proto__":"z","":1,"toString":"y"}');
  });
});
