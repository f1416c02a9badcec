import type { RecordStore } from '@agent-chat/core';
import { OF_DEPLOYMENT } from '../interfaces/slug-claims.js';
import { PINNED_FILE } from './paths.js';
import type { PinnedChat } from './pinned-chat.js';
import type { PinnedWidget } from './widget-script.js';

/** What was given out with a hash: pages that name it get it for ever. */
export interface KeptChats {
  keep(slug: string, widget: PinnedWidget, chat: PinnedChat): Promise<void>;
  findWidget(slug: string, version: string): Promise<string | null>;
  findFile(version: string, name: string): Promise<string | null>;
}

const WIDGETS = 'pinned-widgets';
const FILES = 'pinned-files';

export function createKeptChats(records: RecordStore): KeptChats {
  const textOf = async (collection: string, id: string): Promise<string | null> => {
    const value = await records.get(OF_DEPLOYMENT, collection, id);
    const text = (value as { readonly script?: unknown } | null)?.script;
    return typeof text === 'string' ? text : null;
  };
  const keepFiles = async ({ version, files }: PinnedChat): Promise<void> => {
    const last = `${version}/${PINNED_FILE}`;
    if ((await textOf(FILES, last)) !== null) return;
    // The one that names the others is there once they are.
    const others = [...files].filter(([name]) => name !== PINNED_FILE);
    for (const [name, body] of [...others, [PINNED_FILE, files.get(PINNED_FILE)] as const]) {
      const script = new TextDecoder().decode(body);
      await records.putIfAbsent(OF_DEPLOYMENT, FILES, `${version}/${name}`, { script });
    }
  };
  return {
    async keep(slug, { version, script }, chat) {
      await keepFiles(chat);
      await records.putIfAbsent(OF_DEPLOYMENT, WIDGETS, `${slug}.${version}`, { script });
    },
    findWidget: (slug, version) => textOf(WIDGETS, `${slug}.${version}`),
    findFile: (version, name) => textOf(FILES, `${version}/${name}`),
  };
}
