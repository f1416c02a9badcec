import { AgentChatError, type Participant } from '@agent-chat/protocol';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { ConversationScript } from '../test-support/conversation-script.js';
import { LONG_WORDS } from '../test-support/sample-answers.js';
import { SAMPLES, shortConversation } from '../test-support/sample-conversations.js';
import { pictureFile, scriptedUploads, textFile } from '../test-support/sample-files.js';
import { pendingMessage, ScriptedClient } from '../test-support/scripted-client.js';
import { ScriptedRecogniser } from '../test-support/scripted-recogniser.js';
import { clientFrame, type FrameOptions } from '../test-support/story-frame.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';
import type { AgentComposer } from './composer.js';
import type { ComposerCommand } from './composer-commands.js';
import type { DraftText } from './draft-text.js';
import type { UploadRules } from './upload-rules.js';

/** A text that is in the field already, and is not kept. */
const filled = (text: string): DraftText => ({ load: () => text, save: () => undefined });

const COMMANDS: readonly ComposerCommand[] = [
  {
    name: 'brief',
    label: 'Campaign brief',
    description: 'Writes the brief of a campaign from what was said.',
    symbol: '📋',
    argumentHint: 'campaign',
    chip: true,
  },
  {
    name: 'preflight',
    label: 'Preflight',
    description: 'Simulates the run: reach, cost, and what may go wrong.',
    symbol: '🛫',
    chip: true,
  },
  {
    name: 'outbox',
    label: 'Outbox',
    description: 'Shows what is about to be sent, to approve row by row.',
    symbol: '📤',
    chip: true,
  },
  {
    name: 'errors',
    label: 'Errors',
    description: 'Groups what has failed, and tries it again.',
    symbol: '⚠️',
    chip: true,
  },
  {
    name: 'tone',
    label: 'Change the tone',
    description: 'Puts a sentence to complete into the field.',
    action: 'insert',
    text: 'Rewrite it so that it sounds ',
  },
];

const RULES: UploadRules = {
  maxFiles: 4,
  maxFileSizeMb: 1,
  allowedFileTypes: ['application/pdf', 'image/*', 'text/*'],
};

interface ComposerFrame extends FrameOptions {
  readonly commands?: readonly ComposerCommand[];
  readonly uploadRules?: UploadRules;
}

const composer =
  (client: () => ScriptedClient, text: string, options: ComposerFrame = {}) =>
  () =>
    clientFrame(
      client(),
      html`<agent-composer
        .draftText=${filled(text)}
        .commands=${options.commands ?? []}
        .uploadRules=${options.uploadRules ?? null}
      ></agent-composer>`,
      options,
    );

const meta: Meta = { title: 'Pieces/agent-composer', component: 'agent-composer' };
export default meta;

type Story = StoryObj;
type Play = NonNullable<Story['play']>;
type Render = () => TemplateResult;

const found = (canvas: HTMLElement): AgentComposer => canvas.querySelector('agent-composer')!;

/** Types `text` behind what is there, as a person does. */
const type =
  (text: string): Play =>
  async ({ canvasElement }) => {
    const element = found(canvasElement);
    await element.updateComplete;
    const field = element.renderRoot.querySelector('textarea')!;
    field.focus();
    field.value += text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await waitUntil(() => element.renderRoot.querySelector('.suggestions, .ghost') !== null);
  };

interface Knobs {
  readonly text: string;
  readonly answering: boolean;
  readonly chips: boolean;
  readonly files: boolean;
}

export const Light: StoryObj<Knobs> = {
  render: ({ text, answering, chips, files }) => {
    const client = answering ? SAMPLES.thinking() : SAMPLES.answered();
    if (files) client.upload = scriptedUploads().upload;
    return composer(() => client, text, { commands: chips ? COMMANDS : [], uploadRules: RULES })();
  },
  args: { text: 'How does a client resume?', answering: false, chips: false, files: false },
};
export const Dark: Story = {
  render: composer(SAMPLES.answered, 'How does a client resume?', { scheme: 'dark' }),
};
export const RightToLeft: Story = { render: composer(SAMPLES.answered, 'كيف حالك؟', { locale: 'ar' }) };
export const Narrow: Story = {
  render: composer(SAMPLES.answered, 'How does a client resume?', { width: '18rem' }),
};
export const Long: Story = { render: composer(SAMPLES.answered, `${LONG_WORDS}\n\n`.repeat(3)) };
export const Empty: Story = { render: composer(SAMPLES.answered, '') };
/** An agent answers: it can be stopped. */
export const Answering: Story = { render: composer(SAMPLES.thinking, '') };
/** An agent answers, and the next message can be sent already. */
export const AnsweringWithText: Story = { render: composer(SAMPLES.thinking, 'And then?') };
/** Everything at once, on a telephone: the words have a line of their own. */
const everything =
  (script: () => ConversationScript, text: string, options: FrameOptions = {}): Render =>
  () => {
    const client = new ScriptedClient(script());
    client.upload = scriptedUploads().upload;
    return composer(() => client, text, { uploadRules: RULES, width: '20rem', ...options })();
  };
const asked = (): ConversationScript => shortConversation().says('Go').starts();
const QUESTION = 'And then explain to me how drafts work';
export const EverythingNarrow: Story = { render: everything(asked, QUESTION) };
export const EverythingNarrowRightToLeft: Story = {
  render: everything(asked, 'ثم اشرح لي كيف تعمل المسودات', { locale: 'ar', scheme: 'dark' }),
};
export const StoppingNarrow: Story = { render: everything(() => asked().stops('graceful'), QUESTION) };
export const EmptyNarrow: Story = { render: everything(shortConversation, '') };
/** The second press stops at once. */
export const Stopping: Story = {
  render: composer(() => new ScriptedClient(shortConversation().says('Go').starts().stops('graceful')), ''),
};
/** A message takes its time to the server. */
export const Sending: Story = {
  render: composer(() => new ScriptedClient(shortConversation(), { pending: [pendingMessage('Hi')] }), ''),
};
export const Loading: Story = {
  render: () => clientFrame(SAMPLES.loading(), html`<agent-composer .disabled=${true}></agent-composer>`),
};
export const Ended: Story = {
  render: composer(() => new ScriptedClient(new ConversationScript().says('Bye').ends('Goodbye.')), ''),
};

/** The server takes no more messages for now; this one is kept. */
const heldBack = (): ScriptedClient => {
  const refusal = new AgentChatError('RateLimited', 'Too many messages.', {
    details: { retryAfterMs: 42_000 },
  });
  const message = { ...pendingMessage('Is anybody there?'), error: refusal, retryAt: Date.now() + 42_000 };
  return new ScriptedClient(shortConversation(), { pending: [message] });
};
export const HeldBack: Story = { render: composer(heldBack, '') };
export const HeldBackDark: Story = { render: composer(heldBack, 'Meanwhile', { scheme: 'dark' }) };
export const HeldBackNarrow: Story = { render: composer(heldBack, '', { width: '18rem', locale: 'ar' }) };

const commanding = (options: FrameOptions = {}): Render =>
  composer(SAMPLES.answered, '', { commands: COMMANDS, ...options });
/** Commands of the page's: those in reach as chips, all of them behind a slash. */
export const Chips: Story = { render: commanding() };
export const ChipsNarrow: Story = { render: commanding({ width: '18rem', scheme: 'dark' }) };
const low =
  (render: Render): Render =>
  () =>
    html`<div style="padding-block-start: 22rem">${render()}</div>`;
export const Commands: Story = { render: low(commanding()), play: type('/') };
export const CommandsDark: Story = { render: low(commanding({ scheme: 'dark' })), play: type('/') };
export const CommandsNarrow: Story = {
  render: low(commanding({ width: '20rem' })),
  play: type('/'),
  // It scrolls by the keys of the field, whose list it is. Axe knows that of a combobox only, which a field
  // of several lines may not be.
  parameters: {
    a11y: { config: { rules: [{ id: 'scrollable-region-focusable', selector: '*:not(#suggestions)' }] } },
  },
};
export const CommandsRightToLeft: Story = { render: low(commanding({ locale: 'ar' })), play: type('/') };
/** What may follow a command. */
export const CommandArgument: Story = { render: commanding(), play: type('/brief ') };

const PEOPLE: readonly Participant[] = [
  { participantId: 'ada', kind: 'user', displayName: 'Ada Lovelace' },
  { participantId: 'critic', kind: 'agent', displayName: 'Critic' },
  { participantId: 'clerk', kind: 'agent', displayName: 'Clerk' },
];
const several = (): ScriptedClient =>
  new ScriptedClient(shortConversation().logs('roster_changed', { added: PEOPLE, removed: [] }));
/** Whoever takes part can be named. */
export const Mentions: Story = { render: low(composer(several, '')), play: type('What do you think, @') };
export const MentionsDark: Story = {
  render: low(composer(several, '', { scheme: 'dark' })),
  play: type('What do you think, @c'),
};

const uploading = (): ScriptedClient => {
  const client = new ScriptedClient(shortConversation());
  const { upload, uploads } = scriptedUploads();
  client.upload = (file, options) => {
    const uploaded = upload(file, options);
    const given = uploads.at(-1);
    if (file.name.startsWith('half')) given?.progress(file.size / 2);
    else if (file.name.startsWith('broken'))
      given?.fail(new AgentChatError('ConnectionLost', 'The connection broke.'));
    else given?.finish();
    return uploaded;
  };
  return client;
};
const attaching = (text: string, options: FrameOptions = {}): Render =>
  composer(uploading, text, { uploadRules: RULES, ...options });
const add =
  (...names: readonly string[]): Play =>
  async ({ canvasElement }) => {
    const element = found(canvasElement);
    await waitUntil(() => element.renderRoot.querySelector('.attach') !== null);
    const words = 'word '.repeat(20_000);
    const others = names.map((name) =>
      textFile(name, words, name.endsWith('.exe') ? 'application/x-exe' : 'text/plain'),
    );
    await element.addFiles([await pictureFile(), ...others]);
    await waitUntil(() => element.renderRoot.querySelector('.file') !== null);
  };
export const WithUploads: Story = { render: attaching('') };
export const Files: Story = { render: attaching('Look at these.'), play: add('half.txt', 'broken.md') };
export const FilesDark: Story = {
  render: attaching('', { scheme: 'dark' }),
  play: add('half.txt', 'broken.md'),
};
export const FilesNarrow: Story = { render: attaching('', { width: '18rem' }), play: add('half.txt') };
export const FilesRightToLeft: Story = {
  render: attaching('انظر', { locale: 'ar' }),
  play: add('half.txt', 'broken.md'),
};
/** Each with why it was not taken. */
export const FilesRefused: Story = {
  render: attaching(''),
  play: add('virus.exe', 'two.txt', 'three.txt', 'four.txt', 'five.txt'),
};
/** A person has sent, and a file is still on its way. */
export const SentWhenUploaded: Story = {
  render: attaching('Look at this.'),
  play: async (context) => {
    await add('half.txt')(context);
    found(context.canvasElement).submit();
  },
};
export const Dropping: Story = {
  render: attaching('Drop it'),
  play: async ({ canvasElement }) => {
    const element = found(canvasElement);
    await waitUntil(() => element.renderRoot.querySelector('.attach') !== null);
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(textFile());
    element.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }));
  },
};

/** Somebody speaks: what was heard for sure is in the field, the rest behind it. */
const dictate: Play = async ({ canvasElement }) => {
  const { renderRoot } = found(canvasElement);
  const page = globalThis as { SpeechRecognition?: unknown };
  const own = Object.getOwnPropertyDescriptor(page, 'SpeechRecognition');
  page.SpeechRecognition = ScriptedRecogniser;
  try {
    await waitUntil(() => renderRoot.querySelector('.dictate') !== null);
    renderRoot.querySelector<HTMLElement>('.dictate')?.click();
  } finally {
    if (own === undefined) delete page.SpeechRecognition;
    else Object.defineProperty(page, 'SpeechRecognition', own);
  }
  ScriptedRecogniser.last?.hear(['is my bicycle ready', true], [' and what does it', false]);
  await waitUntil(() => renderRoot.querySelector('.ghost') !== null);
};
export const Dictating: Story = { render: composer(SAMPLES.answered, 'Hello,'), play: dictate };
export const DictatingNarrow: Story = {
  render: composer(SAMPLES.answered, 'Hello,', { width: '18rem', scheme: 'dark' }),
  play: dictate,
};
/** The microphone may not be used. */
export const DictationRefused: Story = {
  render: composer(SAMPLES.answered, ''),
  play: async (context) => {
    await dictate(context);
    ScriptedRecogniser.last?.fail('not-allowed');
    await waitUntil(
      () => found(context.canvasElement).renderRoot.querySelector('.dictation-failure') !== null,
    );
  },
};
