import type { RecordStore } from '@agent-chat/core';
import type { Assets } from '../http/assets.js';
import type { InterfaceDirectory } from '../sessions/interfaces.js';
import { type EmbedCode, embedCode } from './embed-code.js';
import { ELEMENTS_PATH } from './paths.js';
import { createPinnedWidgets, type PinnedWidget, pinnedWidget } from './widget-script.js';

/** What pages of other sites are given: the ways to show a published interface. */
export interface Embedding {
  readonly interfaces: InterfaceDirectory;
  /** The built loader; `null`: the server has no files of the elements. */
  readonly loader: string | null;
  readonly hasShell: boolean;
  /** Of other sites whose pages may show any of the interfaces. */
  readonly allowedOrigins: readonly string[];
  /** The loader of that version, if it was given out or is the one of now. */
  findPinned(slug: string, version: string): Promise<string | null>;
  /** What to paste into a page; `request` tells how the server is reached. */
  codeOf(chat: { readonly slug: string; readonly title: string }, request: Request): Promise<EmbedCode>;
}

export interface EmbeddingOptions {
  readonly interfaces: InterfaceDirectory;
  readonly assets: Assets;
  readonly records: RecordStore;
  readonly allowedOrigins: readonly string[];
  /** Default: as the request has it. */
  readonly publicUrl: string | undefined;
}

export function createEmbedding(options: EmbeddingOptions): Embedding {
  const { interfaces, assets, records, allowedOrigins, publicUrl } = options;
  const pinned = createPinnedWidgets(records);
  const file = assets.get(`${ELEMENTS_PATH}widget.js`);
  const loader = file === undefined ? null : new TextDecoder().decode(file.body);
  const currentOf = async (slug: string): Promise<PinnedWidget | null> =>
    loader === null ? null : pinnedWidget(loader, slug);

  return {
    interfaces,
    loader,
    hasShell: assets.has(`${ELEMENTS_PATH}shell.css`),
    allowedOrigins,
    async findPinned(slug, version) {
      const current = await currentOf(slug);
      return current?.version === version ? current.script : pinned.find(slug, version);
    },
    async codeOf({ slug, title }, request) {
      const widget = await currentOf(slug);
      if (widget !== null) await pinned.keep(slug, widget);
      const url = (publicUrl ?? new URL(request.url).origin).replace(/\/+$/, '');
      return embedCode({ url, slug, title, pinned: widget });
    },
  };
}
