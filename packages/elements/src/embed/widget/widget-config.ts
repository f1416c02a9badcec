import type { PublicInterface } from '@agent-chat/protocol';

/** What of an interface the launcher shows. */
export type WidgetInfo = Pick<PublicInterface, 'title' | 'locale' | 'primaryColor' | 'widget'>;

/** The files of the chat that a loader with a hash brings: one of them has the hashes of all others. */
export interface PinnedChat {
  /** Of that file, on the server. */
  readonly path: string;
  readonly integrity: string;
}

/** What the server writes around the loader. */
export interface WidgetConfig {
  readonly slug: string;
  /** Not for a loader with a hash, which asks: its address stands for the same bytes for ever. */
  readonly info?: WidgetInfo;
  /** Only for a loader with a hash. */
  readonly chat?: PinnedChat;
}

/** The server that a loader came from, without a slash at the end; `null` where that cannot be told. */
export function serverOf(script: string | undefined, slug: string): string | null {
  const end = script?.lastIndexOf(`/widget/${slug}.`) ?? -1;
  return script === undefined || end < 0 ? null : script.slice(0, end);
}

/** @throws when there is no such interface, or this page may not show it */
export async function fetchInfo(server: string, slug: string): Promise<WidgetInfo> {
  const response = await fetch(`${server}/api/public/interfaces/${slug}`);
  if (!response.ok) throw new Error(`The chat "${slug}" answers ${response.status}.`);
  return (await response.json()) as WidgetInfo;
}

/** Whether the visitor has a conversation here: under the names that `visitorSession` keeps it. */
export function hasConversation(server: string, slug: string): boolean {
  const key = `agent-chat:session:${server}:${slug}`;
  try {
    return sessionStorage.getItem(key) !== null || localStorage.getItem(`${key}:return`) !== null;
  } catch {
    return false; // the page may not keep anything
  }
}
