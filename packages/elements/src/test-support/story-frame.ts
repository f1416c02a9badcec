import type { ChatClient } from '@agent-chat/client';
import { html, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { keyed } from 'lit/directives/keyed.js';
import { directionOf } from '../messages/locale.js';

/** How a story is to be seen. */
export interface StoryLook {
  readonly scheme?: 'light' | 'dark';
  /** A theme by name. */
  readonly theme?: string;
  /** A BCP 47 tag: the words, and with them the direction. */
  readonly locale?: string;
  /** A CSS length. */
  readonly width?: string;
}

export interface FrameOptions extends StoryLook {
  /** A CSS length. */
  readonly height?: string;
}

const LOOK = ['scheme', 'theme', 'locale', 'width'] as const satisfies readonly (keyof StoryLook)[];
/** What is as wide has the room that it wants. */
const ROOMY_REM = 24;

/** Says how all stories of this page are to be seen; what is empty or missing each chooses for itself. */
export function setStoryLook(look: Readonly<Record<string, string | undefined>>): void {
  for (const name of LOOK) document.documentElement.setAttribute(`data-story-${name}`, look[name] ?? '');
}

/** What the page says, else the story, else what is usual. */
export function storyLook(options: StoryLook): Required<StoryLook> {
  const usual: Required<StoryLook> = { scheme: 'light', theme: '', locale: 'en', width: '44rem' };
  const said = LOOK.map(
    (name) => [name, document.documentElement.getAttribute(`data-story-${name}`)] as const,
  );
  return { ...usual, ...options, ...Object.fromEntries(said.filter(([, value]) => value)) };
}

/** Whether the story shows what its element is like in one certain way. */
function choosesItself({ scheme, theme, locale, width }: StoryLook): boolean {
  const isNarrow = width !== undefined && Number.parseFloat(width) < ROOMY_REM;
  return scheme === 'dark' || Boolean(theme) || (locale ?? 'en') !== 'en' || isNarrow;
}

/** A place for one element: its colours, its words and their direction, its size. */
export function storyFrame(content: unknown, options: FrameOptions = {}): TemplateResult {
  const { scheme, theme, locale, width } = storyLook(options);
  const { height = 'auto' } = options;
  // Elements look for the language around them once: in another one they begin anew.
  return html`${keyed(
    locale,
    html`<agent-chat-provider .theme=${theme} .locale=${locale}>
      <div
        dir=${directionOf(locale)}
        lang=${locale}
        data-look=${ifDefined(choosesItself(options) ? 'its own' : undefined)}
        style="color-scheme: ${scheme}; background: var(--agent-chat-paper, var(--_preset-paper, light-dark(#ffffff, #17181c)));
          inline-size: ${width}; max-inline-size: 100%; block-size: ${height};
          padding: ${height === 'auto' ? '16px' : '0'}; box-sizing: border-box;"
      >
        ${content}
      </div>
    </agent-chat-provider>`,
  )}`;
}

/** The same, with a client for the elements in it. */
export function clientFrame(
  client: ChatClient,
  content: unknown,
  options: FrameOptions = {},
): TemplateResult {
  return storyFrame(html`<agent-chat-provider .client=${client}>${content}</agent-chat-provider>`, options);
}
