import '../define.js';
import type { AgentChat } from '../chat/chat.js';
import { visibleControls } from '../tool-call/inert-text.js';
import { hostileConversation } from './hostile-conversation.js';
import { complaints } from './markup-complaints.js';
import { nextFrame } from './next-frame.js';

/** Runs in a page under a strict policy: whole chats. */
export interface HostileChatPage extends Window {
  /** Shows a text in every place of a chat; returns what must not be there. */
  showInChat?: (text: string) => Promise<string[]>;
  /** The names of all elements that are shown, in all shadow trees. */
  shownKinds?: () => string[];
}

/** Of every shape that a text may have, and none of them harmful. */
const HARMLESS = [
  'word',
  'Two words.\nAnd a line\u0000 \u202e with marks.',
  'mіxed аlphabets',
  'https://example.com/a?b=c',
  '{"a": [1]}',
  'long '.repeat(200),
];

/** Everything that our own templates have made of harmless texts, by the element in which they did. */
const made = new Set<string>();

const ACTS = ['href', 'src', 'srcset', 'srcdoc', 'action', 'formaction', 'data', 'poster', 'xlink:href'];

const leadsToPages = (address: string): boolean =>
  ['http:', 'https:', 'mailto:'].includes(new URL(address, document.baseURI).protocol);

/** What people read of an element, or hear, besides its words. */
const isRead = (attribute: string): boolean =>
  attribute.startsWith('aria-') || ['alt', 'download', 'label', 'placeholder', 'title'].includes(attribute);

/** Whether there is something in `text` that cannot be seen, or that turns it around. A sentence isolates names. */
function hidesSomething(text: string): boolean {
  const words = text.replaceAll(/\u2068([^\u2068\u2069]*)\u2069/g, '$1');
  return visibleControls(words) !== words;
}

/** What our own script writes into a style is where something is, and that is another place each time. */
const withoutNumbers = (text: string): string => text.replaceAll(/-?[\d.]+/g, '0');

function visit(root: ShadowRoot, host: string, onFound: (found: string, isHarmful: boolean) => void): void {
  for (const element of root.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      if (isRead(name) && hidesSomething(value)) onFound(`${host} [${name}] hides something`, true);
    }
  }
  if (host === 'agent-markdown') {
    // A formula may hold what other text may not; the panel of a source is our own.
    for (const complaint of complaints(root)) onFound(`${host} ${withoutNumbers(complaint)}`, false);
    return;
  }
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode() !== null) {
    const { parentElement, textContent } = texts.currentNode;
    // What a person has written is theirs as it is, and so is what is read out of an answer.
    if (
      parentElement?.closest('.own-text, .mirror, [aria-live]') == null &&
      hidesSomething(textContent ?? '')
    )
      onFound(`${host} <${parentElement?.localName}> hides something`, true);
  }
  for (const element of root.querySelectorAll('*')) {
    onFound(`${host} <${element.localName}>`, false);
    for (const { name, value } of element.attributes) {
      const isHarmful = name.startsWith('on') || (ACTS.includes(name) && !leadsToPages(value));
      const shown = isHarmful || name === 'style' ? `="${withoutNumbers(value)}"` : '';
      onFound(`${host} [${name}${shown}]`, isHarmful);
    }
    if (element.shadowRoot !== null) visit(element.shadowRoot, element.localName, onFound);
  }
}

function* deep(root: ParentNode, selector: string): Generator<HTMLElement> {
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    if (element.matches(selector)) yield element;
    if (element.shadowRoot !== null) yield* deep(element.shadowRoot, selector);
  }
}

let chat: AgentChat | null = null;

async function show(text: string): Promise<AgentChat> {
  if (chat === null) {
    chat = document.createElement('agent-chat');
    chat.locale = 'en';
    // By script, which the policy allows: as high as everything that is in it.
    chat.style.blockSize = '20000px';
    chat.attachmentUrl = () => Promise.reject(new Error('There is no such file.'));
    document.body.append(chat);
  }
  chat.client = hostileConversation(text);
  await settled();
  // What is folded is made when it is opened.
  for (const button of [...deep(chat.renderRoot, '.fold-summary[aria-expanded=false]')]) button.click();
  for (const chip of [...deep(chat.renderRoot, '[part~=citation]')]) chip.click();
  await settled();
  return chat;
}

/** What is shown is loaded, coloured and drawn some frames later, and runs on a load, an error or a focus. */
async function settled(): Promise<void> {
  for (let frame = 0; frame < 4; frame += 1) await nextFrame();
}

(window as HostileChatPage).shownKinds = () => [
  ...new Set([...deep(document, '*')].map(({ localName }) => localName)),
];

(window as HostileChatPage).showInChat = async (text) => {
  if (made.size === 0) {
    // Twice: the first time much is still being loaded.
    for (const harmless of [...HARMLESS, ...HARMLESS]) {
      visit((await show(harmless)).renderRoot as ShadowRoot, 'agent-chat', (found) => made.add(found));
    }
  }
  const found: string[] = [];
  visit((await show(text)).renderRoot as ShadowRoot, 'agent-chat', (each, isHarmful) => {
    if (isHarmful || !made.has(each)) found.push(each);
  });
  return [...new Set(found)];
};
