import type { Assets } from '../http/assets.js';
import { ELEMENTS_PATH, PINNED_FILE } from './paths.js';

/** What a tag with a hash stands for: a loader, and the files of a chat that it checks. */
export interface PinnedChat {
  readonly loader: string;
  /** In the address of its files. */
  readonly version: string;
  /** By their names. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** The one that is among the files of a server; `null`: there is none. */
export function pinnedChatIn(assets: Assets): PinnedChat | null {
  const loader = assets.get(`${ELEMENTS_PATH}widget-pinned.js`);
  const first = [...assets.keys()].find((path) => FIRST.test(path));
  if (loader === undefined || first === undefined) return null;
  const folder = first.slice(0, -PINNED_FILE.length);
  const files = [...assets].filter(([path]) => path.startsWith(folder));
  return {
    loader: new TextDecoder().decode(loader.body),
    version: folder.slice(ELEMENTS_PATH.length, -1),
    files: new Map(files.map(([path, { body }]) => [path.slice(folder.length), body])),
  };
}

const FIRST = /^\/elements\/[\da-f]{16}\/pinned\.js$/;
