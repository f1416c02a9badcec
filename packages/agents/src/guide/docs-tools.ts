import type { Card } from '@agent-chat/protocol';
import { tableCard } from '@agent-chat/protocol/cards';
import * as z from 'zod';
import { defineTool, type Tool } from '../tools/tool.js';
import { createDocsIndex, type DocsIndex, type Finding, likely, nearest, relevant } from './docs-index.js';
import type { GuideDocument } from './document.js';
import { excerptOf } from './excerpt.js';
import { findTable, placeOf } from './find-table.js';
import { type SearchOutput, TableOutput } from './lookup-output.js';
import { plainText } from './markdown-blocks.js';
import type { DocSection } from './split-markdown.js';
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
  offset: z.int().min(0).max(10_000).default(0).describe('How many rows of a long table to skip.'),
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
      run: ({ query, offset }) => findTable(index, query, offset),
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
  const sure = relevant(all);
  const unknownWords = [...index.unknownWords(query)];
  const findings = withoutRepetition(sure.length > 0 ? sure : likely(all));
  // Found by synonyms alone, it may be something else.
  const isSure = sure.length > 0 && (terms.length === 0 || unknownWords.length < terms.length);
  const showsCode = /\bhow (do|can|could|should|would|to)\b/i.test(query);
  return {
    query,
    isSure,
    total: findings.length,
    offset,
    unknownWords,
    nearest: findings.length > 0 ? [] : nearest(all).map(placeOf),
    results: findings.slice(offset, offset + limit).map(({ section, coverage }) => ({
      ...placeOf({ section }),
      coverage: Math.round(coverage * 100) / 100,
      excerpt: excerptOf(showsCode ? withCode(section, index) : section.blocks, terms, maxChars, showsCode),
    })),
  };
}

/** The blocks of a section; with the first code of its document where it only introduces that. */
function withCode(section: DocSection, { sections }: DocsIndex): DocSection['blocks'] {
  const isCode = ({ kind }: { readonly kind: string }): boolean => kind === 'code';
  if (section.heading !== section.document || section.blocks.some(isCode)) return section.blocks;
  const own = sections.filter(({ path }) => path === section.path);
  return [...section.blocks, ...own.flatMap(({ blocks }) => blocks.filter(isCode)).slice(0, 1)];
}

/** So many equal characters are the same sentence, not a phrase such as “Run this:”. */
const MIN_LEAD_CHARS = 40;

/** Without the sections that begin with the same words as a better one, up to a full stop or colon. */
function withoutRepetition(findings: readonly Finding[]): Finding[] {
  const leads = new Set<string>();
  return findings.filter(({ section: { blocks } }) => {
    const lead = plainText(blocks[0]?.markdown ?? '').split(/[.:;!?](\s|$)/)[0] ?? '';
    const isNew = lead.length < MIN_LEAD_CHARS || !leads.has(lead);
    leads.add(lead);
    return isNew;
  });
}

function cardOfTable(output: unknown): Card | null {
  const { table } = TableOutput.parse(output);
  return table === null ? null : tableCard(table);
}
