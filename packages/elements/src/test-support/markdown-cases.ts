import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The examples of CommonMark and, where its folder is, of GitHub's markdown. */
    markdownCases: MarkdownCase[];
    /** From outside the repository; `null` where they are not. */
    slowMarkdown: SlowMarkdown[] | null;
  }
}

export interface MarkdownCase {
  readonly specification: 'CommonMark' | 'GFM';
  readonly number: number;
  readonly section: string;
  readonly markdown: string;
  readonly html: string;
}

/** A text that is made by repeating its parts. */
export interface SlowMarkdown {
  readonly name: string;
  readonly parts: readonly { readonly unit: string; readonly repeat: number }[];
}

/** Specifications write tabs as arrows. */
export const MARKDOWN_CASES: readonly MarkdownCase[] = inject('markdownCases').map((each) => ({
  ...each,
  markdown: each.markdown.replaceAll('→', '\t'),
  html: each.html.replaceAll('→', '\t'),
}));

/** `slow`, repeated as often as fills about `length` characters. */
export function slowText({ parts }: SlowMarkdown, length: number): string {
  const whole = parts.reduce((sum, { unit, repeat }) => sum + unit.length * repeat, 0);
  return parts
    .map(({ unit, repeat }) =>
      unit.repeat(repeat === 1 ? 1 : Math.max(1, Math.round((repeat * length) / whole))),
    )
    .join('');
}
