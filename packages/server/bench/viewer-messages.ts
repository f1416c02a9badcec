/** The first byte of "ÿ", which each message has once and nothing else has. */
export const MARK = 0xc3;
export const MARKED = 'ÿ';
/** What may follow the mark: the time when it was sent, in ms since 1970. */
export const SENT_AT_LENGTH = 13;

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
      /** Reads nothing any more once it is there. */
      readonly isStalled?: boolean;
    }
  | { readonly type: 'await'; readonly groups: readonly string[]; readonly count: number }
  | { readonly type: 'close'; readonly group: string };

/** What it says when that is done. */
export type ViewerReport =
  | { readonly type: 'opened' }
  | { readonly type: 'closed' }
  | {
      readonly type: 'received';
      readonly isExact: boolean;
      /** In ms, of the messages that say when they were sent, since the report before. */
      readonly latency: { readonly median: number; readonly p99: number; readonly max: number };
    };
