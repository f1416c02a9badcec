import type { MethodResult } from '@agent-chat/protocol';
import { escaped } from '../http/escaped.js';
import type { PinnedWidget } from './widget-script.js';

export type EmbedCode = MethodResult<'getEmbedCode'>;

export interface EmbedCodeOptions {
  /** The server's address as pages reach it, without a slash at the end. */
  readonly url: string;
  readonly slug: string;
  readonly title: string;
  /** `null`: the server has no files of the elements. */
  readonly pinned: PinnedWidget | null;
}

/** What somebody pastes into a page of theirs. */
export function embedCode({ url, slug, title, pinned }: EmbedCodeOptions): EmbedCode {
  const at = (path: string): string => escaped(`${url}${path}`);
  return {
    pageUrl: `${url}/c/${slug}`,
    widget: `<script src="${at(`/widget/${slug}.js`)}" async></script>`,
    pinnedWidget:
      pinned === null
        ? null
        : `<script src="${at(`/widget/${slug}.${pinned.version}.js`)}" integrity="${pinned.integrity}" crossorigin="anonymous" async></script>`,
    // Without an inline style, which a strict policy of the page forbids.
    iframe: `<iframe src="${at(`/embed/${slug}`)}" title="${escaped(title)}" width="400" height="600" frameborder="0" allow="clipboard-write; microphone" loading="lazy"></iframe>`,
    element: `<script type="module" src="${at('/elements/agent-chat.js')}"></script>\n<agent-chat src="${escaped(url)}" interface="${escaped(slug)}"></agent-chat>`,
  };
}
