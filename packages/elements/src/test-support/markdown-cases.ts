import { inject } from 'vitest';
import type { SlowMarkdown } from './slow-markdown.js';

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

/** Specifications write tabs as arrows. */
export const MARKDOWN_CASES: readonly MarkdownCase[] = inject('markdownCases').map((each) => ({
  ...each,
  markdown: each.markdown.replaceAll('→', '\t'),
  html: each.html.replaceAll('→', '\t'),
}));
