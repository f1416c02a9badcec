import { AgentChatError } from '@agent-chat/protocol';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { connection, pendingMessage, ScriptedClient } from '../test-support/scripted-client.js';
import { type FrameOptions, storyFrame, storyLook } from '../test-support/story-frame.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { sampleDirectory } from '../test-support/sample-directory.js';
import { ConversationScript } from '../test-support/conversation-script.js';
import type { ModelChoice } from '../model-select/model-select.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentChat } from './chat.js';
import { AgentChatMenuEvent } from '../menu/menu.events.js';
import '../define.js';

const PROMPTS = [
  { text: 'What can I build with this?', icon: '🧭' },
  { text: 'How does a client resume after a cut?', icon: '🔌' },
  { text: 'Show me the events of a turn as a table', icon: '📊' },
  { text: 'What happens when the server is killed?', icon: '🛟' },
];

const MODELS: readonly ModelChoice[] = [{ model: 'careful', label: 'Careful' }];

interface ChatOptions extends FrameOptions {
  readonly several?: boolean;
  readonly models?: readonly ModelChoice[];
  readonly controls?: string;
}

function chat(client: ScriptedClient, options: ChatOptions = {}) {
  const { several = false, models = [], controls = '', ...look } = options;
  return () =>
    storyFrame(
      html`<agent-chat
        heading="Guide"
        locale=${storyLook(look).locale}
        .client=${client}
        .directory=${several ? sampleDirectory() : null}
        .models=${models}
        .controls=${controls}
        .suggestedPrompts=${PROMPTS}
        style="block-size: 100%"
      ></agent-chat>`,
      { width: several ? '72rem' : '52rem', height: '46rem', ...look },
    );
}

/** The story with a part of the frame opened. */
function opened(
  client: ScriptedClient,
  options: ChatOptions,
  open: (root: ShadowRoot) => void | Promise<void>,
) {
  return {
    render: chat(client, options),
    play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
      const element = canvasElement.querySelector<AgentChat>('agent-chat');
      await element?.updateComplete;
      await customElements.whenDefined('agent-menu');
      await element?.updateComplete;
      await open(element?.renderRoot as ShadowRoot);
      await element?.updateComplete;
    },
  };
}

const settings = (root: ShadowRoot): void => {
  root.querySelector('agent-menu')?.dispatchEvent(new AgentChatMenuEvent('settings'));
};
const menu = (root: ShadowRoot): void => {
  root.querySelector('agent-menu')!.open = true;
};
/** Once the chat knows how narrow it is, the list is closed; opened, it lies over the conversation. */
const drawer = async (root: ShadowRoot): Promise<void> => {
  const button = (): HTMLElement | null => root.querySelector('[part=conversations-button]');
  await waitUntil(() => button()?.ariaExpanded === 'false');
  button()?.click();
  await waitUntil(() => root.querySelector('.side.over:not([hidden])') !== null);
};

const meta: Meta = {
  title: 'Chat/agent-chat',
  component: 'agent-chat',
  parameters: { layout: 'fullscreen' },
};
export default meta;

type Story = StoryObj;

interface Knobs {
  readonly conversation: keyof typeof SAMPLES;
  readonly several: boolean;
  readonly models: boolean;
}

export const Light: StoryObj<Knobs> = {
  render: ({ conversation, several, models }) =>
    chat(SAMPLES[conversation](), { several, models: models ? MODELS : [] })(),
  args: { conversation: 'answered', several: false, models: false },
  argTypes: { conversation: { control: 'select', options: Object.keys(SAMPLES) } },
};
export const Dark: Story = { render: chat(SAMPLES.answered(), { scheme: 'dark' }) };
export const RightToLeft: Story = { render: chat(SAMPLES.answered(), { locale: 'ar' }) };
export const Narrow: Story = { render: chat(SAMPLES.answered(), { width: '22.5rem' }) };
export const Long: Story = { render: chat(SAMPLES.long()) };
export const Empty: Story = { render: chat(SAMPLES.empty()) };
export const EmptyDark: Story = { render: chat(SAMPLES.empty(), { scheme: 'dark' }) };
export const EmptyNarrow: Story = { render: chat(SAMPLES.empty(), { width: '22.5rem' }) };
export const Loading: Story = { render: chat(SAMPLES.loading()) };
export const Thinking: Story = { render: chat(SAMPLES.thinking()) };
export const Streaming: Story = { render: chat(SAMPLES.streaming()) };
export const Waiting: Story = { render: chat(SAMPLES.waiting()) };
export const Failed: Story = { render: chat(SAMPLES.failures()) };
export const FailedDark: Story = { render: chat(SAMPLES.failures(), { scheme: 'dark' }) };
export const FailedNarrow: Story = { render: chat(SAMPLES.failures(), { width: '22.5rem', locale: 'ar' }) };
export const Offline: Story = {
  render: () => {
    const client = SAMPLES.answered();
    client.update({ connection: connection({ status: 'offline' }) });
    return chat(client)();
  },
};

/** Nothing can be sent, and what waits says so. */
const offlineWaiting = (): ScriptedClient => {
  const client = SAMPLES.answered();
  const pending = [pendingMessage('One more thing, still on its way.')];
  client.update({ connection: connection({ status: 'offline' }), pending });
  return client;
};
export const OfflineWaiting: Story = { render: chat(offlineWaiting()) };
export const OfflineWaitingNarrow: Story = { render: chat(offlineWaiting(), { width: '20rem' }) };
export const OfflineWaitingGerman: Story = {
  render: chat(offlineWaiting(), { width: '20rem', locale: 'de', scheme: 'dark' }),
};

/** The session is over: everything stays to be read, and another conversation can be begun. */
const expired = (client: ScriptedClient): ScriptedClient => {
  const error = new AgentChatError('SessionExpired', 'This session has expired.');
  client.update({ connection: connection({ status: 'closed', error }) });
  return client;
};
export const Expired: Story = { render: chat(expired(SAMPLES.answered())) };
export const ExpiredWaiting: Story = { render: chat(expired(SAMPLES.waiting())) };
export const ExpiredWaitingDark: Story = { render: chat(expired(SAMPLES.waiting()), { scheme: 'dark' }) };
export const ExpiredWaitingNarrow: Story = {
  render: chat(expired(SAMPLES.waiting()), { width: '20rem', locale: 'ar' }),
};

/** Everything that can be set of a conversation, in one line also where there is little room. */
const settable = (): ScriptedClient => {
  const script = new ConversationScript().logs('autopilot_set', { level: 2 });
  const scope = { kind: 'conversation', id: 'conversation-1' };
  script.logs('budget_set', { meter: 'money', scope, window: 'total', limit: 5_000_000 });
  return new ScriptedClient(script.says('Write to the customers.').answers('Done.'));
};
export const TopBar: Story = { render: chat(settable(), { models: MODELS, several: true }) };
export const TopBarNarrow: Story = { render: chat(settable(), { models: MODELS, width: '20rem' }) };
export const TopBarNarrowRightToLeft: Story = {
  render: chat(settable(), { models: MODELS, width: '20rem', locale: 'ar', scheme: 'dark' }),
};

/** Nothing is in force yet: whoever may sets the first level and the first cap. */
const SETTABLE = { controls: 'autopilot budget' } as const;
export const TopBarOfNew: Story = { render: chat(SAMPLES.empty(), SETTABLE) };
export const TopBarOfNewNarrow: Story = {
  render: chat(SAMPLES.empty(), {
    ...SETTABLE,
    models: MODELS,
    width: '20rem',
    locale: 'ar',
    scheme: 'dark',
  }),
};

export const SeveralConversations: Story = { render: chat(SAMPLES.answered(), { several: true }) };
export const SeveralConversationsDark: Story = {
  render: chat(SAMPLES.answered(), { several: true, scheme: 'dark' }),
};
export const SeveralConversationsRightToLeft: Story = {
  render: chat(SAMPLES.answered(), { several: true, locale: 'ar' }),
};
export const ConversationsNarrow: Story = opened(
  SAMPLES.answered(),
  { several: true, width: '22.5rem' },
  drawer,
);
export const Menu: Story = opened(SAMPLES.answered(), {}, menu);
export const MenuRightToLeft: Story = opened(SAMPLES.answered(), { locale: 'ar', scheme: 'dark' }, menu);
export const Settings: Story = opened(SAMPLES.answered(), {}, settings);
export const SettingsDark: Story = opened(SAMPLES.answered(), { scheme: 'dark' }, settings);
export const SettingsNarrow: Story = opened(SAMPLES.answered(), { width: '20rem', locale: 'ar' }, settings);
export const German: Story = { render: chat(SAMPLES.failures(), { locale: 'de' }) };
export const Japanese: Story = { render: chat(SAMPLES.empty(), { locale: 'ja' }) };
export const Paper: Story = { render: chat(SAMPLES.answered(), { theme: 'paper' }) };
export const PaperDark: Story = { render: chat(SAMPLES.answered(), { theme: 'paper', scheme: 'dark' }) };
export const Graphite: Story = { render: chat(SAMPLES.answered(), { theme: 'graphite', several: true }) };
export const GraphiteDark: Story = {
  render: chat(SAMPLES.answered(), { theme: 'graphite', several: true, scheme: 'dark' }),
};
export const Lagoon: Story = { render: chat(SAMPLES.empty(), { theme: 'lagoon' }) };
export const LagoonDark: Story = { render: chat(SAMPLES.waiting(), { theme: 'lagoon', scheme: 'dark' }) };

/** Nothing answers at that address: the chat says so and keeps trying. */
export const Unreachable: Story = {
  render: () =>
    storyFrame(
      html`<agent-chat src="http://127.0.0.1:9" locale="en" style="block-size: 100%"></agent-chat>`,
      {
        width: '52rem',
        height: '36rem',
      },
    ),
};

export const UnknownTransport: Story = {
  render: () =>
    storyFrame(
      html`<agent-chat
        src="http://127.0.0.1:9"
        transport="pigeon"
        locale="en"
        style="block-size: 100%"
      ></agent-chat>`,
      { width: '52rem', height: '36rem' },
    ),
};
/** In a provider whose client is not there yet. */
export const WithoutClient: Story = {
  render: () =>
    storyFrame(html`<agent-chat locale="en" style="block-size: 100%"></agent-chat>`, {
      width: '52rem',
      height: '36rem',
    }),
};

/** The page has put a text into the field, for the person to go on with. */
export const Prefilled: Story = {
  render: chat(SAMPLES.answered()),
  play: async ({ canvasElement }) => {
    await canvasElement.querySelector<AgentChat>('agent-chat')?.prefill('About order 12: ');
  },
};
