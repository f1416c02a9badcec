/** A document that the guide answers from. */
export interface GuideDocument {
  /** Names the document among the others, for example `docs/protocol.md`. */
  readonly path: string;
  readonly title: string;
  readonly markdown: string;
  /** Where a reader can open it; headings are linked as `#slug`. Links in it are relative to this. */
  readonly url?: string;
}
