import type { RecordStore } from '@agent-chat/core';
import type { Assets } from '../http/assets.js';
import type { OwnAddress } from '../http/own-address.js';
import type { InterfaceDirectory } from '../sessions/interfaces.js';
import { type EmbedCode, embedCode } from './embed-code.js';
import { ELEMENTS_PATH } from './paths.js';
import { createKeptChats } from './kept-chats.js';
import { pinnedChatIn } from './pinned-chat.js';
import { type PinnedWidget, pinnedWidget } from './widget-script.js';

/** What pages of other sites are given: the ways to show a published interface. */
export interface Embedding {
  readonly interfaces: InterfaceDirectory;
  readonly own: OwnAddress;
  /** The built loader; `null`: the server has no files of the elements. */
  readonly loader: string | null;
  readonly hasShell: boolean;
  /** Of other sites whose pages may show any of the interfaces. */
  readonly allowedOrigins: readonly string[];
  /** The loader of that version, if it was given out or is the one of now. */
  findPinned(slug: string, version: string): Promise<string | null>;
  /** A file of a chat that was given out with its hash, and that this server no longer has itself. */
  findPinnedFile(version: string, name: string): Promise<string | null>;
  /** What to paste into a page; `request` tells how the server is reached. */
  codeOf(chat: { readonly slug: string; readonly title: string }, request: Request): Promise<EmbedCode>;
}

export interface EmbeddingOptions {
  readonly interfaces: InterfaceDirectory;
  readonly assets: Assets;
  readonly records: RecordStore;
  readonly allowedOrigins: readonly string[];
  readonly own: OwnAddress;
}

export function createEmbedding(options: EmbeddingOptions): Embedding {
  const { interfaces, assets, records, allowedOrigins, own } = options;
  const kept = createKeptChats(records);
  const pinned = pinnedChatIn(assets);
  const file = assets.get(`${ELEMENTS_PATH}widget.js`);
  const loader = file === undefined ? null : new TextDecoder().decode(file.body);
  const currentOf = async (slug: string): Promise<PinnedWidget | null> =>
    pinned === null ? null : pinnedWidget(pinned, slug);

  return {
    interfaces,
    own,
    loader,
    hasShell: assets.has(`${ELEMENTS_PATH}shell.css`),
    allowedOrigins,
    async findPinned(slug, version) {
      const current = await currentOf(slug);
      return current?.version === version ? current.script : kept.findWidget(slug, version);
    },
    findPinnedFile: (version, name) => kept.findFile(version, name),
    async codeOf({ slug, title }, request) {
      const widget = await currentOf(slug);
      if (widget !== null && pinned !== null) await kept.keep(slug, widget, pinned);
      return embedCode({ url: own.urlFor(request), slug, title, pinned: widget });
    },
  };
}
