/// <reference types="vite/client" />
import { AgentChatError } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { beforeEach, describe, it } from 'vitest';
import type { AgentChat } from '../chat/chat.js';
import { createLauncher } from '../embed/widget/launcher.js';
import { AgentChatMenuEvent } from '../menu/menu.events.js';
import {
  connection,
  pendingCommand,
  pendingMessage,
  ScriptedClient,
} from '../test-support/scripted-client.js';
import { bicycleShop } from '../test-support/bicycle-shop.js';
import { ConversationScript, VISITOR } from '../test-support/conversation-script.js';
import { SAMPLE_CARDS } from '../test-support/sample-cards.js';
import { SAMPLES, shortConversation } from '../test-support/sample-conversations.js';
import { sampleDirectory } from '../test-support/sample-directory.js';
import { waitUntil } from '../test-support/wait-until.js';
import guide from '../../../../docs/elements.md?raw';
import { CONVERSATION_PARTS, elementsInside } from './conversation-parts.js';
import { FRAME_PARTS } from './frame-parts.js';
import '../define.js';

const PARTS: Readonly<Record<string, string>> = { ...FRAME_PARTS, ...CONVERSATION_PARTS };
const ME = { participantId: VISITOR.participantId, operator: false };
const SOURCES = import.meta.glob<string>(['../**/*.ts', '!../**/*.{test,stories}.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Own name and outer name of each part in an `exportparts`. */
function pairsOf(exportparts: string): readonly (readonly [own: string, outer: string])[] {
  return exportparts
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((each) => {
      const [own = '', outer = own] = each.split(':').map((name) => name.trim());
      return [own, outer];
    });
}

/** What the class of each element says of its own parts. */
function documentedParts(): ReadonlyMap<string, readonly string[]> {
  const found = Object.values(SOURCES).flatMap((source) =>
    [...source.matchAll(/\/\*\*(?:(?!\*\/)[^])*@element ([\w-]+)(?:(?!\*\/)[^])*\*\//g)].map(
      ([comment, tag = '']) =>
        [tag, [...comment.matchAll(/@csspart ([\w-]+)/g)].map(([, name = '']) => name)] as const,
    ),
  );
  return new Map(found);
}

/** Where in the sources an element's templates are. */
const FOLDERS: Readonly<Record<string, string>> = {
  'agent-chat-settings': 'settings',
  'agent-steps': 'step',
};
const folderOf = (tag: string): string => FOLDERS[tag] ?? tag.replace('agent-', '');

/** The parts that templates of a folder write down as they are. */
function writtenParts(folder: string): ReadonlySet<string> {
  const sources = Object.entries(SOURCES)
    .filter(([path]) => path.startsWith(`../${folder}/`))
    .map(([, source]) => source);
  return new Set(
    sources.flatMap((source) => [
      ...[...source.matchAll(/\spart="([^"]*)"|setAttribute\('part', '([^']*)'\)/g)].flatMap(
        ([, inTemplate, byScript]) =>
          (inTemplate ?? byScript ?? '').split(/\s+/).filter((name) => !/[${}]/.test(name)),
      ),
      ...[...source.matchAll(/\sexportparts="([^"]*)"/g)].flatMap(([, text = '']) =>
        pairsOf(text).map(([, outer]) => outer),
      ),
    ]),
  );
}

interface Borne {
  readonly tag: string;
  readonly name: string;
  /** What it is called outside the chat; empty where it is not to be reached. */
  readonly outside: readonly string[];
}

/** Every part that is borne inside a chat. */
function partsWithin(chat: Element): readonly Borne[] {
  const found: Borne[] = [];
  const visit = (host: Element, path: readonly Element[]): void => {
    for (const element of host.shadowRoot?.querySelectorAll('*') ?? []) {
      for (const name of element.part) {
        found.push({ tag: host.localName, name, outside: outside(name, path) });
      }
      if (element.shadowRoot !== null) visit(element, [element, ...path]);
    }
  };
  visit(chat, []);
  return found;
}

/** By which names a part is known behind all these hosts, the innermost first. */
function outside(name: string, hosts: readonly Element[]): readonly string[] {
  return hosts.reduce<readonly string[]>(
    (names, host) => {
      const pairs = pairsOf(host.getAttribute('exportparts') ?? '');
      return names.flatMap((each) => pairs.filter(([own]) => own === each).map(([, outer]) => outer));
    },
    [name],
  );
}

async function chatWith(client: ScriptedClient | null, change: Partial<AgentChat> = {}): Promise<AgentChat> {
  const place = await fixture<HTMLElement>(html`<div style="inline-size: 72rem; block-size: 60rem">
    <agent-chat locale="en" style="block-size: 100%" .client=${client} .viewer=${ME}></agent-chat>
  </div>`);
  const chat = place.querySelector('agent-chat')!;
  Object.assign(chat, change);
  await chat.updateComplete;
  return chat;
}

const bears = (chat: Element, ...names: readonly string[]) =>
  waitUntil(
    () => {
      const parts = partsWithin(chat);
      return names.every((name) => parts.some((part) => part.name === name || part.outside.includes(name)));
    },
    `a chat with ${names.join(', ')}`,
  );

const EVERYTHING = `# A heading

> A quotation with a [link](https://example.com), \`code\` and a footnote[^1].

- One

\`\`\`ts
const one = 1;
\`\`\`

| a | b |
|---|---|
| 1 | 2 |

![A picture](https://example.com/picture.png)

[^1]: The note.`;

/** Chats in the states in which most is shown. */
const SCENES: Readonly<Record<string, () => Promise<AgentChat>>> = {
  async 'an empty conversation beside the list of all'() {
    const chat = await chatWith(SAMPLES.empty(), {
      directory: sampleDirectory(),
      suggestedPrompts: [{ text: 'What is this?' }],
      personas: [{ personaId: 'ada', name: 'Ada' }],
      models: [{ model: 'small' }],
      commands: [{ name: 'brief', label: 'Brief', chip: true }],
    });
    await bears(chat, 'prompt', 'persona', 'conversation', 'choice', 'chip', 'menu-button');
    return chat;
  },
  async 'the settings'() {
    const chat = await chatWith(SAMPLES.answered());
    await bears(chat, 'menu-button');
    chat.renderRoot.querySelector('agent-menu')?.dispatchEvent(new AgentChatMenuEvent('settings'));
    await bears(chat, 'settings-head', 'backdrop');
    return chat;
  },
  async 'an answer'() {
    const script = new ConversationScript().says('All of it').starts();
    script.writes([{ type: 'reasoning', partId: 'p1', text: 'I look it up.', durationMs: 10 }]);
    script.answers([{ type: 'text', partId: 'p1', text: EVERYTHING }]);
    const chat = await chatWith(new ScriptedClient(script));
    await bears(chat, 'code-copy', 'footnotes', 'regenerate', 'copy', 'time', 'rate-up');
    return chat;
  },
  async 'another version, and a comment that was refused'() {
    const rating = { messageId: 'message-3', rating: 'down' } as const;
    const script = shortConversation().regenerates('message-2').answers('Another one.');
    const error = new AgentChatError('RateLimited', 'Too much at once.');
    const chat = await chatWith(
      new ScriptedClient(script.logsBy(VISITOR.participantId, 'feedback_given', rating), {
        pending: [pendingCommand('giveFeedback', { ...rating, comment: 'Much too long' }, error)],
      }),
    );
    await bears(chat, 'branches', 'previous', 'next', 'refusal', 'dismiss', 'retry');
    elementsCalled(chat, 'agent-message').at(-1)?.shadowRoot?.querySelector<HTMLElement>('.again')?.click();
    await bears(chat, 'feedback-field', 'feedback-send');
    return chat;
  },
  async 'controls of a run, and a budget that is used up'() {
    const budget = {
      meter: 'money',
      scope: { kind: 'conversation', id: 'conversation-1' },
      window: 'total',
      limit: 5_000_000,
    };
    const script = new ConversationScript().says('Go on').starts().logs('budget_set', budget);
    script.logs('budget_exceeded', { budget, used: 4_990_000, requested: 50_000 });
    script.logs('paused', { reason: { code: 'budget_exceeded', message: 'It is used up.' } });
    const chat = await chatWith(new ScriptedClient(script), { models: [{ model: 'small' }] });
    await bears(chat, 'model-button', 'budget-meter', 'budget-pause');
    return chat;
  },
  async 'sources and a table'() {
    const chat = await chatWith(SAMPLES.answered());
    await bears(chat, 'citation', 'sources', 'caption', 'summary');
    for (const tag of ['agent-tool-call', 'agent-reasoning']) {
      elementsCalled(chat, tag)[0]?.shadowRoot?.querySelector<HTMLElement>('[part=summary]')?.click();
    }
    elementsCalled(chat, 'agent-markdown')
      .at(-1)
      ?.shadowRoot?.querySelector<HTMLElement>('[part=citation]')
      ?.click();
    await bears(chat, 'tool-value', 'reasoning-body', 'source-panel', 'table-caption');
    return chat;
  },
  async 'a message that is edited'() {
    const chat = await chatWith(SAMPLES.answered());
    await bears(chat, 'edit');
    elementsCalled(chat, 'agent-message')[0]?.shadowRoot?.querySelector<HTMLElement>('.edit')?.click();
    await bears(chat, 'editor', 'editor-field', 'save', 'cancel');
    return chat;
  },
  async cards() {
    const script = new ConversationScript().says('Cards');
    script.answers(SAMPLE_CARDS.map((card, at) => ({ type: 'card', partId: `p${at}`, card })));
    const chat = await chatWith(new ScriptedClient(script));
    await bears(chat, 'fallback', 'title');
    return chat;
  },
  async files() {
    const chat = await chatWith(SAMPLES.attachments());
    await bears(chat, 'file', 'name', 'facts');
    return chat;
  },
  async 'an approval, with what was done before'() {
    const chat = await chatWith(SAMPLES.approval());
    await bears(chat, 'approve', 'argument-value', 'figures', 'summary');
    return chat;
  },
  async 'a question to somebody'() {
    const script = new ConversationScript().says('Ask').starts().queries('query-1', 'Which one?');
    script.replies('query-1', 'This one.').logsBy('guide', 'thought', { text: 'So be it.' });
    const chat = await chatWith(new ScriptedClient(script));
    await bears(chat, 'question', 'answer');
    return chat;
  },
  async 'work under way'() {
    const chat = await chatWith(SAMPLES.thinking());
    await bears(chat, 'dots', 'at-work');
    return chat;
  },
  async 'waiting messages'() {
    const chat = await chatWith(SAMPLES.waiting());
    await bears(chat, 'status', 'send-now', 'edit', 'cancel', 'stop');
    return chat;
  },
  async failures() {
    const chat = await chatWith(SAMPLES.failures());
    await bears(chat, 'mark', 'discard', 'try-now');
    return chat;
  },
  async 'no connection, and a message under way'() {
    const chat = await chatWith(
      new ScriptedClient(new ConversationScript().says('Hello'), {
        connection: connection({ status: 'offline' }),
        pending: [pendingMessage('On its way.')],
      }),
    );
    await bears(chat, 'waiting');
    return chat;
  },
};

function elementsCalled(root: Element, tag: string): readonly Element[] {
  return [...(root.shadowRoot?.querySelectorAll('*') ?? [])].flatMap((element) => [
    ...(element.localName === tag ? [element] : []),
    ...elementsCalled(element, tag),
  ]);
}

describe('the parts', () => {
  beforeEach(() => sessionStorage.clear());

  it.each(Object.entries(SCENES))('of %s are reached from the chat, and documented', async (_, scene) => {
    const documented = documentedParts();
    const parts = partsWithin(await scene());
    const lost = parts.filter(({ outside: names }) => names.length === 0);
    expect([...new Set(lost.map(({ tag, name }) => `${tag}: ${name}`))]).to.deep.equal([]);
    const unsaid = parts.filter(({ tag, name }) => documented.get(tag)?.includes(name) !== true);
    expect([...new Set(unsaid.map(({ tag, name }) => `${tag}: ${name}`))]).to.deep.equal([]);
  });

  it('of a chat in the widget are reached from the page as from the chat, under names of their own', async () => {
    const widget = createLauncher('', 'demo', { ...bicycleShop(), locale: 'en' });
    const { host } = widget;
    const chat = document.createElement('agent-chat');
    Object.assign(chat, { locale: 'en', client: SAMPLES.approval(), viewer: ME });
    const style = document.createElement('style');
    style.textContent = '[data-agent-chat-widget]::part(approve) { outline: 3px solid rgb(1, 2, 3) }';
    widget.fill(chat);
    widget.setOpen(true);
    document.body.append(style, host);
    try {
      await bears(chat, 'approve', 'argument-value', 'figures', 'bubble', 'box');
      await waitUntil(() => chat.hasAttribute('exportparts'));
      const passed = new Map(pairsOf(chat.getAttribute('exportparts') ?? ''));
      const ofChat = partsWithin(chat).flatMap((part) => part.outside);
      expect([...new Set(ofChat)].filter((name) => !passed.has(name))).to.deep.equal([]);
      const ofWidget = [...host.shadowRoot!.querySelectorAll('[part]')].flatMap((one) => [...one.part]);
      expect([...passed.values()].filter((name) => ofWidget.includes(name))).to.deep.equal([]);
      const everywhere = Object.values(PARTS).flatMap((text) => pairsOf(text).map(([, outer]) => outer));
      const all = [...everywhere, ...(documentedParts().get('agent-chat') ?? [])];
      expect([...passed.keys()].sort()).to.deep.equal([...new Set(all)].sort());
      const [approval] = elementsCalled(chat, 'agent-approval');
      const approve = approval?.shadowRoot?.querySelector('[part~=approve]');
      expect(getComputedStyle(approve!).outlineColor).to.equal('rgb(1, 2, 3)');
    } finally {
      style.remove();
      host.remove();
    }
  });

  it('of each element are those that its class names', () => {
    for (const [tag, names] of documentedParts()) {
      const written = writtenParts(folderOf(tag));
      const made = tag === 'agent-message' ? TOOLBAR : [];
      expect([...new Set([...written, ...made])].sort(), tag).to.deep.equal([...names].sort());
    }
  });

  it('of an element inside a chat all have a name outside it', () => {
    const documented = documentedParts();
    for (const [tag, text] of Object.entries(PARTS)) {
      const own = pairsOf(text).map(([name]) => name);
      expect(own.sort(), tag).to.deep.equal([...(documented.get(tag) ?? [])].sort());
    }
    expect(elementsInside('agent-message-list')).to.include.members(
      Object.keys(CONVERSATION_PARTS).filter((tag) => tag !== 'agent-message-list'),
    );
  });

  it('are those of the table that people read', () => {
    const [, frame = '', table = ''] = guide
      .split(/^## (?=Parts of )/m)
      .map((text) => text.split(/^## /m)[0]);
    const rows = new Map(
      [...table.matchAll(/^\| `<([\w-]+)>` \| (`.*) \|$/gm)].map(([, tag = '', text = '']) => [tag, text]),
    );
    for (const [tag, names] of documentedParts()) {
      if (names.length === 0 || tag === 'agent-chat') continue;
      expect(rows.get(tag), tag).to.equal(rowOf(tag, names));
    }
    const [sentence = ''] = /The parts of the frame are .*\./.exec(frame) ?? [];
    const named = [...sentence.matchAll(/`([\w-]+)`/g)].map(([, name]) => name);
    expect(named).to.deep.equal(documentedParts().get('agent-chat'));
  });
});

/** The buttons of a message, whose names are no literals. */
const TOOLBAR = ['rate-up', 'rate-down', 'regenerate', 'explain', 'previous', 'next'];

/** A part, and behind an arrow the name that it has from a chat. */
function rowOf(tag: string, names: readonly string[]): string {
  const outer = new Map(pairsOf(PARTS[tag] ?? ''));
  return names
    .map((name) => `\`${name}\`${(outer.get(name) ?? name) === name ? '' : ` (\`${outer.get(name)}\`)`}`)
    .join(', ');
}
