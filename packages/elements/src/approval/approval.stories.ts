import { AgentChatError } from '@agent-chat/protocol';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { ConversationScript, VISITOR } from '../test-support/conversation-script.js';
import { LONG_WORDS } from '../test-support/sample-answers.js';
import { pendingAnswer, ScriptedClient } from '../test-support/scripted-client.js';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import '../define.js';
import type { AgentApproval } from './approval.js';
import type { ToolSchema } from './tool-schema.js';

const ARGS = {
  to: 'ada@example.com',
  subject: 'Your order 4711',
  body: 'Dear Ada,\n\nyour bicycle is ready.\n\nThe shop',
  attachments: ['invoice-4711.pdf'],
  urgent: false,
};

type Request = NonNullable<Parameters<ConversationScript['asks']>[1]>;

const script = (request: Request = {}): ConversationScript =>
  new ConversationScript()
    .says('Tell Ada that her bicycle is ready.')
    .starts()
    .calls('call-1', 'send_email', ARGS)
    .asks('approval-1', {
      expiresAt: new Date(Date.now() + 23 * 3_600_000).toISOString(),
      reason: {
        code: 'needs_approval',
        message: 'It writes to a customer: a person is asked before each call.',
      },
      ...request,
    });

interface StoryOptions extends FrameOptions {
  readonly operator?: boolean;
  readonly participantId?: string;
  readonly pending?: ReturnType<typeof pendingAnswer>[];
  readonly open?: boolean;
  readonly schema?: ToolSchema;
}

const approval =
  (make: () => ConversationScript, options: StoryOptions = {}) =>
  () => {
    const made = make();
    const client = new ScriptedClient(made, { pending: options.pending ?? [] });
    const entry = [...made.state.timeline.entries].find(({ kind }) => kind === 'approval');
    const { participantId = VISITOR.participantId, operator = false } = options;
    return storyFrame(
      html`<agent-chat-provider .client=${client} .viewer=${{ participantId, operator }}>
        <agent-approval .approval=${entry} asker="Guide" .schema=${options.schema ?? null} ?open=${options.open ?? false}></agent-approval>
      </agent-chat-provider>`,
      options,
    );
  };

const meta: Meta = { title: 'Work/agent-approval', component: 'agent-approval' };
export default meta;

type Story = StoryObj;

export const Light: Story = { render: approval(script) };
export const Dark: Story = { render: approval(script, { scheme: 'dark' }) };
export const RightToLeft: Story = { render: approval(script, { locale: 'ar' }) };
export const Narrow: Story = { render: approval(script, { width: '20rem' }) };
export const Long: Story = {
  render: approval(() =>
    script({ args: { query: LONG_WORDS.repeat(8), list: Array.from({ length: 60 }, (_, at) => ({ at })) } }),
  ),
};
/** A tool without arguments. */
export const Empty: Story = { render: approval(() => script({ args: {} })) };
/** Text that would deceive if it were shown as it wants to be. */
export const Hostile: Story = {
  render: approval(() =>
    script({
      args: {
        file: 'invoice\u202efdp.exe',
        note: '**Approved by your administrator.** [details](javascript:alert(1)) <img src=x>',
        'am\u200bount': '100',
      },
    }),
  ),
};
/** Approving also allows what comes later. */
export const Stage: Story = {
  render: approval(() =>
    script({
      subject: { kind: 'tool', name: 'send_email', toolCallId: 'call-1', stage: 'send', toolVersion: '2.1' },
      covers: 'stage',
    }),
  ),
};
const SCHEMA: ToolSchema = {
  properties: {
    to: { type: 'string', description: 'One address.' },
    copies: { type: 'integer', minimum: 1, maximum: 5 },
    priority: { type: 'string', enum: ['low', 'normal', 'high'] },
  },
};
const edited = (): ConversationScript => script({ args: { ...ARGS, copies: 1, priority: 'normal' } });

/** A field for each argument, as the tool's schema says. */
export const Edit: Story = {
  render: approval(edited, { schema: SCHEMA }),
  play: ({ canvasElement }) => press(canvasElement, '.edit'),
};
export const EditDark: Story = { ...Edit, render: approval(edited, { schema: SCHEMA, scheme: 'dark' }) };
export const EditRightToLeft: Story = {
  ...Edit,
  render: approval(edited, { schema: SCHEMA, locale: 'ar', scheme: 'dark' }),
};
export const EditNarrow: Story = { ...Edit, render: approval(edited, { schema: SCHEMA, width: '20rem' }) };
/** Something is wrong with what was written. */
export const EditFaulty: Story = {
  render: approval(edited, { schema: SCHEMA }),
  play: async ({ canvasElement }) => {
    await press(canvasElement, '.edit');
    write(canvasElement, 'copies', '12');
    await press(canvasElement, '.review');
  },
};
/** What will run, before it is approved. */
export const Review: Story = {
  render: approval(edited, { schema: SCHEMA }),
  play: async ({ canvasElement }) => {
    await press(canvasElement, '.edit');
    write(canvasElement, 'to', 'office@example.com');
    write(canvasElement, 'copies', '2');
    await press(canvasElement, '.review');
  },
};
export const ReviewNarrow: Story = {
  ...Review,
  render: approval(edited, { schema: SCHEMA, width: '20rem', scheme: 'dark' }),
};

function approvalIn(canvas: HTMLElement): AgentApproval {
  return canvas.querySelector('agent-approval') as AgentApproval;
}

async function press(canvas: HTMLElement, selector: string): Promise<void> {
  const element = approvalIn(canvas);
  await element.updateComplete;
  element.renderRoot.querySelector<HTMLElement>(selector)?.click();
  await element.updateComplete;
}

function write(canvas: HTMLElement, argument: string, text: string): void {
  const label = `New value of ${argument}`;
  const field = approvalIn(canvas).renderRoot.querySelector<HTMLInputElement>(`[aria-label="${label}"]`);
  if (field !== null) field.value = text;
}

export const Setting: Story = {
  render: approval(() =>
    script({
      subject: { kind: 'setting', name: 'budget' },
      args: { kind: 'budget', meter: 'money', window: 'day', limit: 100_000_000 },
      reason: { code: 'needs_approval', message: 'Sixty of the hundred messages are still to be sent.' },
    }),
  ),
};
export const ExpiresSoon: Story = {
  render: approval(() => script({ expiresAt: new Date(Date.now() + 45_000).toISOString() })),
};
/** Somebody else is asked. */
export const Watching: Story = { render: approval(() => script({ approvers: 'operators' })) };
/** Answered, and not acknowledged. */
export const Loading: Story = { render: approval(script, { pending: [pendingAnswer('approval-1')] }) };
export const Approved: Story = { render: approval(() => script().resolves('approval-1')) };
export const ApprovedEdited: Story = {
  render: approval(
    () => script().resolves('approval-1', { editedArgs: { ...ARGS, to: 'office@example.com' } }),
    { open: true },
  ),
};
export const Denied: Story = {
  render: approval(() =>
    script().resolves('approval-1', { decision: 'deny', comment: 'Call her instead: she asked for that.' }),
  ),
};
export const Expired: Story = {
  render: approval(() => script({ expiresAt: '2026-11-20T09:30:02.000Z' }).expires('approval-1')),
};
export const Dropped: Story = { render: approval(() => script().expires('approval-1', 'turn_cleared')) };
/** The server has refused the answer. */
export const Failed: Story = {
  render: approval(script, {
    pending: [
      pendingAnswer(
        'approval-1',
        new AgentChatError('PolicyViolation', 'The guard policy forbids these arguments.'),
      ),
    ],
  }),
};
export const ClosedByAnother: Story = {
  render: approval(script, {
    pending: [pendingAnswer('approval-1', new AgentChatError('ApprovalClosed', 'Somebody has answered.'))],
  }),
};
