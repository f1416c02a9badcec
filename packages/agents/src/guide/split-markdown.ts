import type { GuideDocument } from './document.js';
import { type Block, markdownBlocks, plainText } from './markdown-blocks.js';

/** What stands under one heading of a document, up to the next heading. */
export interface DocSection {
  readonly id: string;
  readonly path: string;
  /** The document's title. */
  readonly document: string;
  /** Plain text. Of what stands before the first heading: the document's title. */
  readonly heading: string;
  /** The headings above this one, outermost first, without the document's title. */
  readonly trail: readonly string[];
  /** `null` when the document has none. */
  readonly url: string | null;
  /** Without headings. */
  readonly blocks: readonly Exclude<Block, { kind: 'heading' }>[];
}

/**
 * The sections of a document that say something. Links are made absolute by the document's `url`,
 * or plain text without one; images become their description. Pure.
 */
export function splitMarkdown(document: GuideDocument): DocSection[] {
  const sections: {
    heading: string;
    level: number;
    trail: string[];
    blocks: DocSection['blocks'][number][];
  }[] = [{ heading: document.title, level: 1, trail: [], blocks: [] }];
  const above: { level: number; heading: string }[] = [];
  for (const block of markdownBlocks(document.markdown)) {
    if (block.kind !== 'heading') {
      sections.at(-1)?.blocks.push(withLinks(block, document.url));
      continue;
    }
    const heading = plainText(block.markdown);
    while ((above.at(-1)?.level ?? 0) >= block.level) above.pop();
    // The first heading of the first level is the document's title once more.
    const trail = above.filter(({ level }) => level > 1).map((each) => each.heading);
    above.push({ level: block.level, heading });
    sections.push({ heading, level: block.level, trail, blocks: [] });
  }
  const slugs = new Map<string, number>();
  return sections
    .map((section, index): DocSection => {
      const slug = index === 0 ? '' : uniqueSlug(section.heading, slugs);
      return {
        id: `${document.path}#${slug}`,
        path: document.path,
        document: document.title,
        heading: section.level === 1 ? document.title : section.heading,
        trail: section.trail,
        url: document.url === undefined ? null : urlOf(document.url, section.level === 1 ? '' : slug),
        blocks: section.blocks,
      };
    })
    .filter(({ blocks }) => blocks.length > 0);
}

function urlOf(url: string, slug: string): string {
  return slug === '' ? url : `${url.replace(/#.*$/, '')}#${slug}`;
}

/** As GitHub makes them: lower case, spaces to hyphens, a number for a repetition. */
function uniqueSlug(heading: string, slugs: Map<string, number>): string {
  const slug = heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
  const times = slugs.get(slug) ?? 0;
  slugs.set(slug, times + 1);
  return times === 0 ? slug : `${slug}-${times}`;
}

function withLinks<B extends DocSection['blocks'][number]>(block: B, url: string | undefined): B {
  if (block.kind === 'code') return block;
  const rewrite = (markdown: string): string => rewriteLinks(markdown, url);
  if (block.kind !== 'table') return { ...block, markdown: rewrite(block.markdown) };
  return {
    ...block,
    markdown: rewrite(block.markdown),
    columns: block.columns.map(rewrite),
    rows: block.rows.map((row) => row.map(rewrite)),
  };
}

function rewriteLinks(markdown: string, url: string | undefined): string {
  return (
    markdown
      .replace(/!\[([^\]]*)\](\([^)]*\)|\[[^\]]*\])/g, '$1')
      .replace(/\[([^\]]+)\]\(\s*<?([^)\s>]*)>?[^)]*\)/g, (_link, text: string, target: string) => {
        const absolute = resolved(target, url);
        return absolute === null ? text : `[${text}](${absolute})`;
      })
      // A reference leads nowhere without its definition, and its number could be taken for a source.
      .replace(/\[([^\]]+)\]\[[^\]]*\]/g, '$1')
  );
}

function resolved(target: string, url: string | undefined): string | null {
  if (/^(https?|mailto):/.test(target)) return target;
  if (url === undefined) return null;
  // A base for addresses without a host; it is taken off again.
  const base = 'https://relative.invalid';
  const absolute = URL.parse(target, new URL(url, base))?.href ?? null;
  return absolute !== null && absolute.startsWith(base) ? absolute.slice(base.length) : absolute;
}
