import { filledWith } from '../../branding/accent.js';
import { parseHex } from '../../branding/contrast.js';
import type { WidgetInfo } from './widget-config.js';
import { widgetIcon } from './widget-icons.js';
import { WIDGET_STYLES } from './widget.styles.js';
import { type WidgetWords, widgetWords } from './widget-words.js';

/**
 * The elements of a widget on a page: a button, and the panel that it opens. Each is a part by the
 * name of its class, so that the page can restyle it.
 */
export interface Launcher {
  readonly host: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly panel: HTMLElement;
  readonly words: WidgetWords;
  /** What `press` does when a person closes the panel where the button is covered by it. */
  dismissButton(press: () => void): HTMLButtonElement;
  /** Puts it into the panel, which keeps the focus that was in it. */
  fill(content: Element): void;
  setOpen(isOpen: boolean): void;
  setUnread(count: number): void;
}

export function createLauncher(server: string, slug: string, info: WidgetInfo): Launcher {
  const words = widgetWords(info.locale);
  const { position = 'bottom-right', buttonIcon = 'chat', buttonText = null } = info.widget ?? {};
  const host = document.createElement('div');
  host.dataset['agentChatWidget'] = slug;
  const shadow = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(WIDGET_STYLES);
  shadow.adoptedStyleSheets = [sheet];
  const root = element('div', 'root');
  root.dataset['corner'] = position;
  const fill = filledWith(parseHex(info.primaryColor ?? '') ?? ACCENT);
  root.style.setProperty('--accent', fill.accent);
  root.style.setProperty('--on-accent', fill['accent-contrast']);

  const panel = element('section', 'panel');
  panel.id = 'panel';
  panel.tabIndex = -1;
  panel.setAttribute('role', 'dialog');
  panel.setAttribute('aria-label', info.title);

  // No button here is in a form: none needs a type.
  const button = element('button', 'launcher');
  button.setAttribute('aria-controls', 'panel');
  const [icon, down] = [widgetIcon(buttonIcon, server), widgetIcon('down', server)];
  const text = element('span', 'text');
  text.textContent = buttonText;
  text.dir = 'auto';
  const unread = element('span', 'unread');
  // Two words also for who is told what is written on it.
  button.append(icon, text, ' ', unread);
  root.append(panel, button);
  shadow.append(root);

  let isOpen = false;
  let count = 0;
  const show = (): void => {
    const name = isOpen ? words.close : words.open;
    const written = isOpen ? null : buttonText;
    const counted = count > 9 ? '9+' : String(count);
    // What is written on it begins its name as well, in the same order, for who says it aloud.
    const said = [written, count && words.unread.replace('#', counted), name];
    button.setAttribute('aria-label', said.filter(Boolean).join(', '));
    button.setAttribute('aria-expanded', String(isOpen));
    text.hidden = !written;
    unread.hidden = !count;
    unread.textContent = counted;
    root.toggleAttribute('data-open', isOpen);
    panel.hidden = !isOpen;
    button.firstElementChild?.replaceWith(isOpen ? down : icon);
  };
  show();

  return {
    host,
    button,
    panel,
    words,
    dismissButton(press) {
      const dismiss = element('button', 'dismiss');
      dismiss.setAttribute('aria-label', words.close);
      dismiss.append(widgetIcon('close', server));
      dismiss.addEventListener('click', press);
      return dismiss;
    },
    fill(content) {
      if (panel.matches(':focus-within')) panel.focus();
      panel.replaceChildren(content);
    },
    setOpen(next) {
      isOpen = next;
      if (isOpen) count = 0;
      show();
    },
    setUnread(next) {
      count = next;
      show();
    },
  };
}

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.className = className;
  made.setAttribute('part', className);
  return made;
}

/** Of the chat without a brand. */
const ACCENT = [67, 81, 211] as const;
