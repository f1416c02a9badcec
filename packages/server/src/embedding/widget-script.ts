import type { RecordStore } from '@agent-chat/core';
import type { PublicInterface } from '@agent-chat/protocol';
import { OF_DEPLOYMENT } from '../interfaces/slug-claims.js';

/** What the loader is told: it reads it under the name `AGENT_CHAT_WIDGET`. */
export interface WidgetConfig {
  readonly slug: string;
  /** `null`: it asks the server. */
  readonly info: WidgetInfo | null;
}

export type WidgetInfo = Pick<PublicInterface, 'title' | 'locale' | 'primaryColor' | 'widget'>;

/** The loader for one interface with its looks in it, which are others once the interface is changed. */
export function widgetScript(loader: string, slug: string, info: PublicInterface): string {
  const { title, locale = null, primaryColor = null, widget = null } = info;
  return withConfig(loader, { slug, info: { title, locale, primaryColor, widget } });
}

/** A loader whose bytes are known beforehand. */
export interface PinnedWidget {
  readonly script: string;
  /** In its address. */
  readonly version: string;
  /** As the attribute `integrity` has it. */
  readonly integrity: string;
}

/** The loader for one interface that asks for its looks: it stays the same until the SDK is another one. */
export async function pinnedWidget(loader: string, slug: string): Promise<PinnedWidget> {
  const script = withConfig(loader, { slug, info: null });
  const bytes = new TextEncoder().encode(script);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-384', bytes));
  const version = Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { script, version, integrity: `sha384-${btoa(String.fromCharCode(...digest))}` };
}

/** Loaders that were given out with their hash: pages that name it get them for ever. */
export interface PinnedWidgets {
  keep(slug: string, widget: PinnedWidget): Promise<void>;
  find(slug: string, version: string): Promise<string | null>;
}

const COLLECTION = 'pinned-widgets';

export function createPinnedWidgets(records: RecordStore): PinnedWidgets {
  return {
    async keep(slug, { version, script }) {
      await records.putIfAbsent(OF_DEPLOYMENT, COLLECTION, `${slug}.${version}`, { script });
    },
    async find(slug, version) {
      const value = await records.get(OF_DEPLOYMENT, COLLECTION, `${slug}.${version}`);
      const script = (value as { readonly script?: unknown } | null)?.script;
      return typeof script === 'string' ? script : null;
    },
  };
}

/** The loader is an expression statement of its own, which reads one free name. */
function withConfig(loader: string, config: WidgetConfig): string {
  return `((AGENT_CHAT_WIDGET)=>{${loader.trim()}\n})(${JSON.stringify(config)});\n`;
}
