import { AgentChatError } from '@agent-chat/protocol';
import { ConversationScript, textPart } from '../conversation-script.js';
import { shortConversation } from '../sample-conversations.js';
import { scriptedUploads, textFile } from '../sample-files.js';
import { pendingMessage, ScriptedClient } from '../scripted-client.js';
import { ScriptedRecogniser } from '../scripted-recogniser.js';
import { waitUntil } from '../wait-until.js';
import {
  at,
  back,
  conversation,
  enter,
  FIELD,
  keys,
  on,
  type Step,
  type Walks,
  walk,
  within,
} from './walk.js';

const RULES = { maxFiles: 2, maxFileSizeMb: 1, allowedFileTypes: ['text/plain'] };
const tooMany = new AgentChatError('RateLimited', 'Too many.', { details: { retryAfterMs: 40_000 } });

/** The dialog of the browser is nobody's to walk through here: it is answered with `file`. */
const chooses =
  (file: File): Step =>
  async ({ chat }) => {
    within(chat, 'agent-composer', '.pick')?.addEventListener('click', (event) => {
      event.preventDefault();
      const chosen = new DataTransfer();
      chosen.items.add(file);
      const input = event.target as HTMLInputElement;
      input.files = chosen.files;
      input.dispatchEvent(new Event('change'));
    });
  };

function uploading(): { client: ScriptedClient; uploads: ReturnType<typeof scriptedUploads>['uploads'] } {
  const { client } = conversation();
  const { upload, uploads } = scriptedUploads();
  client.upload = upload;
  return { client, uploads };
}

/** What a person writes, and has done by the composer. */
export const COMPOSER_WALKS: Walks = {
  'a message, by the button': walk(['agent-composer input', 'agent-composer send'], () => ({
    client: conversation().client,
    steps: [keys('What is a turn?'), on(/^Send$/), enter],
    commands: [['sendMessage', { text: 'What is a turn?' }]],
    focus: FIELD,
  })),
  'a stop, and the hard one': walk(['agent-composer stop'], () => {
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
  }),
  'a prompt': walk(['agent-suggested-prompts prompt'], () => {
    const { script, client } = conversation(new ConversationScript());
    return {
      client,
      chat: { suggestedPrompts: [{ text: 'What is a draft?' }, { text: 'What is a turn?' }] },
      steps: [back(/^What is a draft\?$/), enter],
      commands: [['sendMessage', { text: 'What is a draft?' }]],
      after: () => client.follow(script.says('What is a draft?')),
      focus: FIELD,
    };
  }),
  'a chip that runs': walk(['agent-composer chip'], () => ({
    client: conversation().client,
    chat: { commands: [{ name: 'status', label: 'Status', chip: true }] },
    steps: [back(/^Status$/), enter],
    commands: [['sendMessage', { text: '/status' }]],
    focus: /^Status$/,
  })),
  'a chip that writes': walk(['agent-composer chip', 'agent-composer input'], () => ({
    client: conversation().client,
    chat: { commands: [{ name: 'hi', label: 'Greet', chip: true, action: 'insert', text: 'Good day' }] },
    steps: [back(/^Greet$/), enter, at(FIELD), keys('.{Enter}')],
    commands: [['sendMessage', { text: 'Good day.' }]],
    focus: FIELD,
  })),
  'a command behind a slash': walk(['agent-composer input'], () => ({
    client: conversation().client,
    chat: {
      commands: [
        { name: 'brief', label: 'Brief' },
        { name: 'outbox', label: 'Outbox' },
      ],
    },
    steps: [
      keys('/'),
      ({ chat }) => waitUntil(() => within(chat, 'agent-composer', '.suggestions'), 'the commands'),
      keys('{ArrowDown}{Enter}'),
    ],
    commands: [['sendMessage', { text: '/outbox' }]],
    focus: FIELD,
  })),
  'what waits because there was too much, taken back': walk(
    ['agent-composer take-back', 'agent-composer input'],
    () => {
      const waiting = { ...pendingMessage('Anybody?'), error: tooMany, retryAt: Date.now() + 60_000 };
      return {
        client: new ScriptedClient(shortConversation(), { pending: [waiting] }),
        steps: [back(/^Edit it instead$/), enter, at(FIELD), keys(' Hello?{Enter}')],
        commands: [
          ['discard', 'request-1'],
          ['sendMessage', { parts: [textPart('Anybody? Hello?')] }, {}],
        ],
        focus: FIELD,
      };
    },
  ),
  'a file, and its way out again': walk(['agent-composer attach', 'agent-composer remove'], () => ({
    client: uploading().client,
    chat: { uploadRules: RULES },
    steps: [
      back(/^Attach files$/),
      chooses(textFile()),
      enter,
      at(FIELD),
      back(/^Remove plan\.txt$/),
      enter,
      at(FIELD),
    ],
    commands: [],
    holds: (chat) => within(chat, 'agent-composer', '.file') === null,
    focus: FIELD,
  })),
  'a file that did not arrive, once more': walk(
    ['agent-composer attach', 'agent-composer retry-file'],
    () => {
      const { client, uploads } = uploading();
      return {
        client,
        chat: { uploadRules: RULES },
        steps: [
          back(/^Attach files$/),
          chooses(textFile()),
          enter,
          at(FIELD),
          () => waitUntil(() => uploads.length === 1, 'the upload'),
          async () => uploads[0]?.fail(new AgentChatError('Unavailable', 'Not now.')),
          back(/^Upload plan\.txt again$/),
          enter,
        ],
        commands: [],
        holds: () => uploads.length === 2,
        focus: FIELD,
      };
    },
  ),
  'what of the files was not taken, read and gone': walk(
    ['agent-composer attach', 'agent-composer forget'],
    () => ({
      client: uploading().client,
      chat: { uploadRules: RULES },
      steps: [
        back(/^Attach files$/),
        chooses(textFile('song.mp3', 'la', 'audio/mpeg')),
        enter,
        at(FIELD),
        back(/^Close$/),
        enter,
      ],
      commands: [],
      holds: (chat) => within(chat, 'agent-composer', '.refused') === null,
      focus: FIELD,
    }),
  ),
  'what is said aloud': walk(['agent-composer dictate', 'agent-composer input'], () => {
    const page = globalThis as { SpeechRecognition?: unknown };
    const own = Object.getOwnPropertyDescriptor(page, 'SpeechRecognition');
    page.SpeechRecognition = ScriptedRecogniser;
    return {
      client: conversation().client,
      steps: [
        on(/^Dictate$/),
        enter,
        at(FIELD),
        async () => ScriptedRecogniser.last?.hear(['is it ready', true]),
        keys('?{Enter}'),
      ],
      commands: [['sendMessage', { text: 'is it ready?' }]],
      focus: FIELD,
      end: () => {
        if (own === undefined) delete page.SpeechRecognition;
        else Object.defineProperty(page, 'SpeechRecognition', own);
      },
    };
  }),
};
