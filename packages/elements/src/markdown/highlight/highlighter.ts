/** What a piece of code is. Each has its colour: `--agent-chat-code-keyword` and so on. */
export const CODE_KINDS = [
  'keyword',
  'string',
  'number',
  'comment',
  'function',
  'type',
  'property',
  'tag',
  'operator',
  'meta',
  'inserted',
  'deleted',
] as const;

export type CodeKind = (typeof CODE_KINDS)[number];

/** A piece of a line. The pieces of a line joined are the line. */
export interface CodeToken {
  readonly text: string;
  /** `null` for what has no colour of its own. */
  readonly kind: CodeKind | null;
}

/** Reads one language line by line, so that code which is still arriving is never read twice. */
export interface CodeLanguage {
  /** The state before the first line. */
  begin(): unknown;
  /**
   * The pieces of `line`, which holds no line end, and the state after it. It must leave `state` as
   * it is: the last line is read again when it has grown. A line that throws ends the colours of
   * its block, and is reported by `agent-chat-error`.
   */
  readLine(line: string, state: unknown): { readonly tokens: readonly CodeToken[]; readonly state: unknown };
}

/** Knows languages. The element asks for one when it shows the first block of code that names it. */
export interface Highlighter {
  /**
   * @param name what follows the fence, in lower case: `ts`, `python`
   * @returns `null` for a language that it does not know: the code is shown without colours
   */
  language(name: string): CodeLanguage | null | Promise<CodeLanguage | null>;
}
