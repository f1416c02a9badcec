import { beginningOf } from '../tool-call/inert-text.js';

/** Whoever reads more than that reads it elsewhere. */
const MOST = 300;

/** What a tip over a link or the name of a button says of a title, however long that is. */
export function shortTitle(title: string): string {
  const shown = beginningOf(title, MOST);
  return shown === title ? title : `${shown}…`;
}
