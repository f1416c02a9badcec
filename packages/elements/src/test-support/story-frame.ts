import type { ChatClient } from '@agent-chat/client';
import { html, type TemplateResult } from 'lit';

export interface FrameOptions {
  readonly theme?: 'light' | 'dark';
  readonly dir?: 'ltr' | 'rtl';
  /** CSS lengths. */
  readonly width?: string;
  readonly height?: string;
}

/** A place for one element: its colours, its direction with words that are written so, its size. */
export function storyFrame(content: unknown, options: FrameOptions = {}): TemplateResult {
  const { theme = 'light', dir = 'ltr', width = '44rem', height = 'auto' } = options;
  const background = theme === 'dark' ? '#17181c' : '#ffffff';
  return html`<div
    dir=${dir}
    lang=${dir === 'rtl' ? 'ar' : 'en'}
    style="color-scheme: ${theme}; background: var(--agent-chat-paper, ${background}); inline-size: ${width}; max-inline-size: 100%;
      block-size: ${height}; padding: ${height === 'auto' ? '16px' : '0'}; box-sizing: border-box;"
  >
    <agent-chat-provider>${content}</agent-chat-provider>
  </div>`;
}

/** The same, with a client for the elements in it. */
export function clientFrame(
  client: ChatClient,
  content: unknown,
  options: FrameOptions = {},
): TemplateResult {
  return storyFrame(html`<agent-chat-provider .client=${client}>${content}</agent-chat-provider>`, options);
}
