import type { TableCardData } from '@agent-chat/protocol/cards';
import { firstWords } from '../text/first-chars.js';
import { type DocsIndex, type Finding, nearest, relevant } from './docs-index.js';
import { hits } from './excerpt.js';
import type { Place, TableOutput } from './lookup-output.js';
import { plainText, sentencesOf, type TableBlock } from './markdown-blocks.js';
import type { DocSection } from './split-markdown.js';
import { topicTermsOf } from './words.js';

/** Of one card. */
export const MAX_ROWS = 50;
const MAX_CELL_CHARS = 200;

type TableAndCount = Pick<TableOutput, 'rowCount'> & { readonly table: TableCardData };

/**
 * The table of the documents that `query` asks for; where none fits, a table of the sections about
 * it; for a query without a topic, a table of the documents. Of a long one so many rows as a card
 * has room for, from the row `offset` on.
 */
export function findTable(index: DocsIndex, query: string, offset = 0): TableOutput {
  const found = wholeTable(index, query);
  return { ...found, offset, table: found.table === null ? null : pageOf(found.table, offset) };
}

function wholeTable(index: DocsIndex, query: string): Omit<TableOutput, 'offset'> {
  const terms = topicTermsOf(query);
  const base = { query, unknownWords: [...index.unknownWords(query)], nearest: [], ...NOWHERE };
  if (terms.length === 0) return { ...base, found: 'documents', ...tableOfDocuments(index) };
  const all = index.search(query);
  const findings = relevant(all);
  const best = bestTable(findings, terms);
  const document = documentAbout(index, terms);
  if (best !== null && (best.isNamed || document === null)) {
    const { section, table } = best;
    return { ...base, found: 'table', ...placeOf(best), ...tableOfBlock(table, section.heading) };
  }
  if (document !== null) {
    return { ...base, found: 'sections', ...tableOfSections(document.sections, document.title) };
  }
  if (findings.length === 0) {
    return { ...base, found: 'nothing', nearest: nearest(all).map(placeOf), rowCount: 0, table: null };
  }
  const sections = findings.map(({ section }) => section);
  return { ...base, found: 'sections', ...tableOfSections(sections, 'Sections about this') };
}

const NOWHERE = { heading: '', document: '', url: null };

export function placeOf({ section: { heading, document, url } }: { readonly section: DocSection }): Place {
  return { heading, document, url };
}

interface FoundTable {
  readonly section: DocSection;
  readonly table: TableBlock;
  /** Whether the section's heading and the table's columns name the whole topic. */
  readonly isNamed: boolean;
}

/** The table that has most of the terms, above all in its section's heading and its columns. */
function bestTable(findings: readonly Finding[], terms: readonly string[]): FoundTable | null {
  const top = findings[0]?.score ?? 0;
  let best: (FoundTable & { readonly points: number }) | null = null;
  for (const { section, score } of findings) {
    for (const table of section.blocks) {
      if (table.kind !== 'table' || table.rows.length === 0) continue;
      const named = hits(`${section.heading} ${table.columns.join(' ')}`, terms);
      const inside = hits(table.markdown, terms);
      if (named + inside === 0) continue;
      const points = 2 * named + inside + score / top;
      if (best === null || points > best.points) {
        best = { section, table, isNamed: named === terms.length, points };
      }
    }
  }
  return best;
}

/** A document whose whole title is part of the topic: its sections are what was asked for. */
function documentAbout(
  { documents, sections }: DocsIndex,
  terms: readonly string[],
): { readonly title: string; readonly sections: readonly DocSection[] } | null {
  for (const { path, title } of documents) {
    const own = sections.filter((section) => section.path === path && section.heading !== title);
    const titleTerms = topicTermsOf(title);
    const isAbout = titleTerms.length > 0 && titleTerms.every((term) => terms.includes(term));
    if (isAbout && own.length > 1) return { title, sections: own };
  }
  return null;
}

function tableOfBlock(block: TableBlock, caption: string): TableAndCount {
  const rows = block.rows.map((row) => row.map((cell) => firstWords(plainText(cell), MAX_CELL_CHARS)));
  return tableOf(caption, block.columns.map(plainText), rows);
}

function tableOfSections(sections: readonly DocSection[], caption: string): TableAndCount {
  const rows = sections.map((section) => [section.heading, section.document, gistOf(section)]);
  return tableOf(caption, ['Section', 'Document', 'What it says'], rows);
}

function tableOfDocuments({ documents, sections }: DocsIndex): TableAndCount {
  const rows = documents.map(({ path, title }) => {
    const own = sections.filter((section) => section.path === path);
    const first = own[0];
    return [title, String(own.length), first === undefined ? '' : gistOf(first)];
  });
  return tableOf('The documents', ['Document', 'Sections', 'What it says'], rows);
}

/** The first sentence of a section. */
function gistOf({ blocks }: DocSection): string {
  const told = blocks.find(({ kind }) => kind === 'paragraph') ?? blocks.find(({ kind }) => kind !== 'code');
  return told === undefined ? '' : firstWords(sentencesOf(plainText(told.markdown))[0] ?? '', MAX_CELL_CHARS);
}

/**
 * A column of numbers becomes numbers, at the end of its cells: of those that are written as a number is,
 * so that a version 1.10 or a code 007 stays itself.
 */
function tableOf(
  caption: string,
  labels: readonly string[],
  rows: readonly (readonly string[])[],
): TableAndCount {
  const columns = labels.map((label, place) => ({
    key: `c${place + 1}`,
    label,
    numeric: rows.length > 0 && rows.every((row) => isNumber(row[place] ?? '')),
  }));
  return {
    rowCount: rows.length,
    table: {
      caption,
      columns: columns.map(({ key, label, numeric }) => ({ key, label, ...(numeric && { align: 'end' }) })),
      rows: rows.map((row) =>
        Object.fromEntries(
          columns.map(({ key, numeric }, place) => [key, numeric ? Number(row[place]) : (row[place] ?? '')]),
        ),
      ),
    },
  };
}

/** The rows of one card; `null` where all of them have been shown. */
function pageOf(table: TableCardData, offset: number): TableCardData | null {
  const { caption, rows } = table;
  const shown = rows.slice(offset, offset + MAX_ROWS);
  if (shown.length === rows.length) return table;
  if (shown.length === 0) return null;
  const which = offset === 0 ? `the first ${shown.length}` : `${offset + 1} to ${offset + shown.length}`;
  return { ...table, caption: `${caption} (${which} of ${rows.length})`, rows: shown };
}

function isNumber(text: string): boolean {
  return /^-?\d/.test(text) && String(Number(text)) === text;
}
