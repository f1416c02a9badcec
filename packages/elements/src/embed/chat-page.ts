// The script of the pages `/embed/{slug}` and `/c/{slug}`, beside the one of the chat itself.
import type { AgentChat } from '../chat/chat.js';
import { linkFrame } from './frame-link.js';

const chat = document.querySelector<AgentChat>('agent-chat');
const { hosts = '', identity } = document.body.dataset;

if (chat !== null && parent !== window) {
  linkFrame(chat, { hosts: hosts.split(' ').filter(Boolean), asksIdentity: identity === 'host' });
}

/** Where the chat's own script does not come there is nothing that could say so. */
addEventListener(
  'error',
  ({ target }) => {
    if (!(target instanceof HTMLScriptElement) || chat === null || !chat.isConnected) return;
    const notice = document.createElement('p');
    notice.className = 'notice';
    notice.setAttribute('role', 'alert');
    notice.textContent = 'The chat could not be loaded. Reload this page to try again.';
    chat.replaceWith(notice);
  },
  true,
);
