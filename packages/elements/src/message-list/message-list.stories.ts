import { AgentChatError } from '@agent-chat/protocol';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { crowdClient } from '../test-support/crowd-conversation.js';
import { foldLog, longLog, partialClient } from '../test-support/long-conversation.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { nextFrame } from '../test-support/next-frame.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { clientFrame, type FrameOptions } from '../test-support/story-frame.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';

/** The list once it shows its newest message. */
async function atItsEnd(canvas: HTMLElement) {
  const found = canvas.querySelector('agent-message-list')!;
  await waitUntil(() => {
    const box = found.renderRoot.querySelector('.scroller');
    return box !== null && box.scrollTop > 0 && box.scrollHeight - box.clientHeight - box.scrollTop < 2;
  });
  await nextFrame();
  return { list: found, scroller: found.renderRoot.querySelector('.scroller')! };
}

const list =
  (client: () => ScriptedClient, options: FrameOptions = {}) =>
  () =>
    clientFrame(client(), html`<agent-message-list></agent-message-list>`, { height: '36rem', ...options });

const meta: Meta = { title: 'Conversation/agent-message-list', component: 'agent-message-list' };
export default meta;

type Story = StoryObj;

const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP4z8Dw38HhPwMDw38GBgAq+gX7pUfHYgAAAABJRU5ErkJggg==';

export const Light: Story = { render: list(SAMPLES.answered) };
export const Dark: Story = { render: list(SAMPLES.answered, { scheme: 'dark' }) };
export const RightToLeft: Story = { render: list(SAMPLES.answered, { locale: 'ar' }) };
export const Narrow: Story = { render: list(SAMPLES.answered, { width: '20rem' }) };
export const Long: Story = { render: list(SAMPLES.long) };
export const Empty: Story = {
  render: () =>
    clientFrame(
      SAMPLES.empty(),
      html`<agent-message-list><p slot="empty">Nothing has been said yet.</p></agent-message-list>`,
      { height: '20rem' },
    ),
};
export const Loading: Story = { render: list(SAMPLES.loading) };
export const Streaming: Story = { render: list(SAMPLES.streaming) };
/** Steps, tools, and a question to a person. */
export const Working: Story = { render: list(SAMPLES.approval) };
/** Messages that wait for the answer to end, in their order. */
export const Waiting: Story = { render: list(SAMPLES.waiting) };
export const Failed: Story = { render: list(SAMPLES.failures) };

/** Each agent that shares a conversation with others has a colour and letters of its own. */
export const Crowd: Story = { render: list(crowdClient) };
export const CrowdDark: Story = { render: list(crowdClient, { scheme: 'dark' }) };
export const CrowdRightToLeft: Story = { render: list(crowdClient, { locale: 'ar' }) };
export const CrowdNarrow: Story = { render: list(() => crowdClient('writing'), { width: '20rem' }) };
/** A picture for one of them, and another colour for another: `looks` of the list. */
export const Looks: Story = {
  render: () =>
    clientFrame(
      crowdClient(),
      html`<agent-message-list
        .looks=${{ planner: { avatar: PICTURE }, researcher: { hue: 150, initials: '?!' } }}
      ></agent-message-list>`,
      { height: '36rem' },
    ),
};
/** The newest messages of 1,000. More are loaded when one scrolls up. */
export const History: Story = { render: list(() => partialClient(longLog(1_000), 40, 80)) };
export const HistoryFailed: Story = {
  render: list(() => {
    const client = partialClient(longLog(38), 4, 80);
    client.update({ history: { status: 'failed', error: new AgentChatError('Unavailable', 'No.') } });
    return client;
  }),
  play: async ({ canvasElement }) => {
    const { scroller } = await atItsEnd(canvasElement);
    scroller.scrollTop = 0;
  },
};
/** Something came while the reader was elsewhere: it is counted, and marked where it begins. */
export const Unread: Story = {
  render: () => {
    const log = longLog(106);
    const client = new ScriptedClient(null, { conversation: foldLog(log.slice(0, 101)) });
    return clientFrame(client, html`<agent-message-list></agent-message-list>`, { height: '36rem' });
  },
  play: async ({ canvasElement }) => {
    const { list, scroller } = await atItsEnd(canvasElement);
    // Again where rows that are measured late have brought it back to the end.
    await waitUntil(() => {
      scroller.scrollTop = scroller.scrollHeight - scroller.clientHeight - 400;
      return list.renderRoot.querySelector('.to-latest:not([hidden])') !== null;
    });
    const provider = list.closest('agent-chat-provider');
    (provider?.client as ScriptedClient).update({ conversation: foldLog(longLog(106)) });
  },
};
