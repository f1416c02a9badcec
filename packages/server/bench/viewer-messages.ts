/** The first byte of "ÿ", which each message has once and nothing else has. */
export const MARK = 0xc3;
export const MARKED = 'ÿ';

/** What the viewing program is told to do. */
export type ViewerOrder =
  | {
      readonly type: 'open';
      readonly group: string;
      readonly count: number;
      readonly port: number;
      readonly request: string;
      /** Of a WebSocket, once it is open. */
      readonly messages: readonly string[];
      /** What a viewer that is there has received. */
      readonly until: string;
    }
  | { readonly type: 'await'; readonly group: string; readonly count: number };

/** What it says when that is done. */
export type ViewerReport =
  | { readonly type: 'opened' }
  | { readonly type: 'received'; readonly isExact: boolean };
