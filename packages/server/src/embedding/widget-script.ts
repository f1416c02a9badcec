import type { PublicInterface } from '@agent-chat/protocol';
import { ELEMENTS_PATH, PINNED_FILE, VERSION_LENGTH } from './paths.js';
import type { PinnedChat } from './pinned-chat.js';

/** What the loader is told: it reads it under the name `AGENT_CHAT_WIDGET`. */
export interface WidgetConfig {
  readonly slug: string;
  /** Without it the loader asks the server. */
  readonly info?: WidgetInfo;
  /** The chat that a loader with a hash brings. */
  readonly chat?: { readonly path: string; readonly integrity: string };
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
export async function pinnedWidget(
  { loader, files, version: ofFiles }: PinnedChat,
  slug: string,
): Promise<PinnedWidget> {
  const first = files.get(PINNED_FILE) ?? new Uint8Array();
  const path = `${ELEMENTS_PATH}${ofFiles}/${PINNED_FILE}`;
  const script = withConfig(loader, {
    slug,
    chat: { path, integrity: integrityOf(256, await hashOf(256, first)) },
  });
  const digest = await hashOf(384, new TextEncoder().encode(script));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { script, version: hex.slice(0, VERSION_LENGTH), integrity: integrityOf(384, digest) };
}

async function hashOf(bits: 256 | 384, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest(`SHA-${bits}`, bytes));
}

function integrityOf(bits: 256 | 384, digest: Uint8Array): string {
  return `sha${bits}-${btoa(String.fromCharCode(...digest))}`;
}

/** The loader is an expression statement of its own, which reads one free name. */
function withConfig(loader: string, config: WidgetConfig): string {
  return `((AGENT_CHAT_WIDGET)=>{${loader.trim()}\n})(${JSON.stringify(config)});\n`;
}
