// The loader of the widget, as `/widget/{slug}.js` serves it: a button on the page of another site,
// which brings the chat when somebody wants it. A script of its own, that no module of ours imports.
import type { AgentChat } from '../../chat/chat.js';
import { isForInputMethod } from '../../context/input-method.js';
import { fetchFiles } from './fetch-files.js';
import { createLauncher, type Launcher } from './launcher.js';
import { checkModule } from '../pinned/check-module.js';
import type { load as loadFile } from '../pinned/pinned.js';
import {
  fetchInfo,
  hasConversation,
  type PinnedChat,
  serverOf,
  type WidgetConfig,
  type WidgetInfo,
} from './widget-config.js';

/** What the server writes around this script. */
declare const AGENT_CHAT_WIDGET: WidgetConfig;
/** There are two of it: one for the address with a hash, whose chat is checked as well. */
declare const AGENT_CHAT_PINNED: boolean;

const { slug } = AGENT_CHAT_WIDGET;
const server = serverOf((document.currentScript as HTMLScriptElement | null)?.src, slug);

if (server !== null) {
  whenThere(() => {
    if (AGENT_CHAT_PINNED) fetchInfo(server, slug).then((found) => start(server, found), reportError);
    else if (AGENT_CHAT_WIDGET.info !== undefined) start(server, AGENT_CHAT_WIDGET.info);
  });
}

function start(server: string, info: WidgetInfo): void {
  // The tag may be on a page twice, or be run again by a page that changes without being loaded; such a
  // page may bring back a copy of what it was, with nothing in it.
  const there = document.querySelector(`[data-agent-chat-widget="${slug}"]`);
  if (there?.shadowRoot) return;
  there?.remove();
  const launcher = createLauncher(server, slug, info);
  const { button, panel, words } = launcher;
  const memory = `agent-chat:widget:${server}:${slug}`;
  let chat: AgentChat | null = null;
  let loading: Promise<unknown> | null = null;
  let isOpen = false;
  let unread = 0;

  const bring = AGENT_CHAT_PINNED
    ? pinnedChat(server, AGENT_CHAT_WIDGET.chat as PinnedChat)
    : newestChat(server);
  const load = (): Promise<unknown> => {
    loading ??= bring().catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  };

  const preload = (): void => void load().catch(sayLater);
  const onVisible = (): void => {
    if (isOpen) launcher.setUnread((unread = 0));
  };

  /** Puts the chat into the panel, which begins or resumes the visitor's conversation. */
  const mount = async (): Promise<void> => {
    if (chat !== null) return;
    showState(launcher, words.loading, close);
    await load();
    if (chat !== null) return;
    chat = document.createElement('agent-chat');
    chat.setAttribute('src', server);
    chat.setAttribute('interface', slug);
    if (info.locale) chat.setAttribute('locale', info.locale);
    const dismiss = launcher.dismissButton(close);
    dismiss.slot = 'header-actions';
    chat.append(dismiss);
    chat.addEventListener('agent-chat-answer', () => {
      if (!isOpen || document.hidden) launcher.setUnread((unread += 1));
      // For no longer: a page may take the widget away without a word.
      if (document.hidden) addEventListener('visibilitychange', onVisible, { once: true });
    });
    launcher.fill(chat);
    if (isOpen && panel.matches(':focus')) focusInside();
  };

  const mountOrSay = (): void => {
    mount().catch(() => showState(launcher, words.failed, close, mountOrSay));
  };

  /** A field that has the focus brings a telephone's keyboard up: there the panel gets it. */
  const focusInside = (): void => {
    panel.focus();
    if (chat !== null && matchMedia('(hover: hover)').matches) {
      const opened = chat;
      void opened.updateComplete.then(() => {
        if (isOpen) opened.focus();
      });
    }
  };

  const open = (byPerson: boolean): void => {
    isOpen = true;
    unread = 0;
    launcher.setOpen(true);
    mountOrSay();
    if (!byPerson) return;
    focusInside();
    remember(memory, 'open');
  };

  function close(): void {
    const hadFocus = panel.matches(':focus-within');
    isOpen = false;
    launcher.setOpen(false);
    if (hadFocus) button.focus();
    remember(memory, 'closed');
  }

  button.addEventListener('click', () => (isOpen ? close() : open(true)));
  launcher.host.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || isForInputMethod(event) || !isOpen) return;
    event.stopPropagation();
    close();
  });
  // Who is about to press it finds the chat there.
  for (const intent of ['pointerenter', 'focus', 'touchstart'] as const) {
    button.addEventListener(intent, preload, { once: true, passive: true });
  }
  document.body.append(launcher.host);

  whenIdle(() => {
    // On a small screen it would cover the page that somebody came for.
    const isRoomy = matchMedia('(min-width: 481px) and (min-height: 421px)').matches;
    const wished = recall(memory) ?? (info.widget?.initialState === 'expanded' ? 'open' : 'closed');
    if (wished === 'open' && isRoomy && !isOpen) open(false);
    // Whoever has a conversation sees that an answer came; of others no conversation is made unasked.
    else if (hasConversation(server, slug)) mount().catch(sayLater);
    else if (!savesData()) preload();
  });
}

/** The code of the chat; asked for again under another address, as browsers keep what has failed while it ran. */
function newestChat(server: string): () => Promise<unknown> {
  let tries = 0;
  return async () => {
    const folder = `${server}/elements/`;
    const first = `agent-chat.js${tries++ === 0 ? '' : `?${tries}`}`;
    await fetchFiles(folder, first);
    return import(folder + first);
  };
}

/** The code of the chat that this loader was given out with. */
function pinnedChat(server: string, { path, integrity }: PinnedChat): () => Promise<unknown> {
  return async () => {
    await checkModule(server + path, integrity);
    const { load } = (await import(server + path)) as { readonly load: typeof loadFile };
    return load('agent-chat.js');
  };
}

/** What stands in the panel while there is no chat in it. */
function showState(launcher: Launcher, text: string, close: () => void, retry?: () => void): void {
  const state = document.createElement('div');
  state.className = 'state';
  const words = document.createElement('span');
  words.setAttribute('role', 'status');
  words.textContent = text;
  state.append(words, launcher.dismissButton(close));
  if (retry !== undefined) {
    const button = document.createElement('button');
    button.textContent = launcher.words.retry;
    button.addEventListener('click', retry);
    state.append(button);
  }
  launcher.fill(state);
}

function whenThere(work: () => void): void {
  if (document.body !== null && document.readyState !== 'loading') work();
  else addEventListener('DOMContentLoaded', work, { once: true });
}

/** Once the page has what it needs for itself. */
function whenIdle(work: () => void): void {
  const wait = (): void => {
    if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: 5_000 });
    else setTimeout(work, 1_500);
  };
  if (document.readyState === 'complete') wait();
  else addEventListener('load', wait, { once: true });
}

function savesData(): boolean {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}

/** For as long as the tab lives: whoever has closed it is not shown it again on the next page. */
function remember(key: string, value: string): void {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    return; // the page may not keep anything: the next one begins as the interface says
  }
}

function recall(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null; // as above
  }
}

/** Nobody has asked for the chat yet: whoever does is told, and it is tried again. */
function sayLater(): void {
  return undefined;
}
