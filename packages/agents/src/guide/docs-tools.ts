import type { Card } from '@agent-chat/protocol';
import { tableCard } from '@agent-chat/protocol/cards';
import * as z from 'zod';
import { defineTool, type Tool } from '../tools/tool.js';
import { createDocsIndex, type DocsIndex, nearest, relevant } from './docs-index.js';
import type { GuideDocument } from './document.js';
import { excerptOf } from './excerpt.js';
import { findTable, placeOf } from './find-table.js';
import { type SearchOutput, TableOutput } from './lookup-output.js';
import { topicTermsOf } from './words.js';

export const SEARCH_DOCS = 'search_docs';
export const DOCS_TABLE = 'docs_table';

const SearchArgs = z.object({
  query: z.string().max(500).describe('What to look for: a question or a few words.'),
  limit: z.int().min(1).max(8).default(3).describe('How many sections to return.'),
  offset: z.int().min(0).max(1000).default(0).describe('How many of the best sections to skip.'),
  maxChars: z.int().min(100).max(4000).default(900).describe('How much of each section to return.'),
});

const TableArgs = z.object({
  query: z
    .string()
    .max(500)
    .describe('What the table is about, for example "error codes". Empty: the documents themselves.'),
});

/**
 * Read-only tools over `documents`, for any agent: `search_docs` finds passages, `docs_table`
 * finds a table and shows it as a card.
 */
export function docsTools(documents: readonly GuideDocument[]): Tool[] {
  return toolsOver(createDocsIndex(documents));
}

/** The same over an index that exists. */
export function toolsOver(index: DocsIndex): Tool[] {
  return [
    defineTool({
      name: SEARCH_DOCS,
      description: 'Searches the documentation and returns the passages that fit best.',
      parameters: SearchArgs,
      readOnly: true,
      run: (args) => searchDocs(index, args),
    }),
    defineTool({
      name: DOCS_TABLE,
      description:
        'Shows the user a table of the documentation as a card; where there is none about the topic, a table of the sections that are.',
      parameters: TableArgs,
      readOnly: true,
      run: ({ query }) => findTable(index, query),
      card: cardOfTable,
    }),
  ];
}

function searchDocs(
  index: DocsIndex,
  { query, limit, offset, maxChars }: z.infer<typeof SearchArgs>,
): SearchOutput {
  const terms = topicTermsOf(query);
  const all = index.search(query);
  const findings = relevant(all);
  return {
    query,
    total: findings.length,
    offset,
    unknownWords: [...index.unknownWords(query)],
    nearest: findings.length > 0 ? [] : nearest(all).map(placeOf),
    results: findings.slice(offset, offset + limit).map(({ section, coverage }) => ({
      ...placeOf({ section }),
      coverage: Math.round(coverage * 100) / 100,
      excerpt: excerptOf(section.blocks, terms, maxChars),
    })),
  };
}

function cardOfTable(output: unknown): Card | null {
  const { table } = TableOutput.parse(output);
  return table === null ? null : tableCard(table);
}
