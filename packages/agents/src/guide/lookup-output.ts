import { TableCardData } from '@agent-chat/protocol/cards';
import * as z from 'zod';

/** Where a reader finds a section. */
const Place = z.object({ heading: z.string(), document: z.string(), url: z.nullable(z.string()) });
export type Place = z.infer<typeof Place>;

/** What `search_docs` returns. */
export const SearchOutput = z.object({
  query: z.string(),
  /** Sections that speak of the topic, in all. */
  total: z.number(),
  offset: z.number(),
  /** Whether the results speak of the topic; otherwise their headings have a part of it. */
  isSure: z.boolean(),
  /** Words of the query that none of the documents has. */
  unknownWords: z.array(z.string()),
  /** Sections that speak of a part of the topic, when there are no results. */
  nearest: z.array(Place),
  results: z.array(
    Place.extend({
      /** From 0 to 1; see `Finding`. */
      coverage: z.number(),
      /** Markdown. */
      excerpt: z.string(),
    }),
  ),
});
export type SearchOutput = z.infer<typeof SearchOutput>;

/** What `docs_table` returns: a table of the documents, or one of the sections about a topic. */
export const TableOutput = z.object({
  query: z.string(),
  found: z.enum(['table', 'sections', 'documents', 'nothing']),
  unknownWords: z.array(z.string()),
  nearest: z.array(Place),
  /** Of the section that has the table; empty when it is in none. */
  heading: z.string(),
  document: z.string(),
  url: z.nullable(z.string()),
  /** Of the whole table; `table.rows` may have fewer. */
  rowCount: z.number(),
  /** How many rows stand before those of `table`. */
  offset: z.number(),
  /** `null`: there is none, or nothing is left of it. */
  table: z.nullable(
    z.custom<TableCardData>(
      (value) => TableCardData.safeParse(value).success,
      'not the data of a table card',
    ),
  ),
});
export type TableOutput = z.infer<typeof TableOutput>;
