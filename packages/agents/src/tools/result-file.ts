/** A result that is too long for a prompt, as UTF-8, or a file in one. */
export interface ResultFile {
  /** For people: the tool's name with an ending. */
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** What a result has in the place of a file. */
export type KeptFile =
  | {
      readonly attachment: {
        readonly attachmentId: string;
        readonly name: string;
        readonly contentType: string;
        readonly sizeBytes: number;
      };
    }
  | {
      readonly file: { readonly name: string; readonly contentType: string; readonly sizeBytes: number };
      /** Why it is nowhere. */
      readonly note: string;
    };
