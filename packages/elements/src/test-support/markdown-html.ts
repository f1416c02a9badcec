import type { Block, Paragraph } from '../markdown/block-tree.js';
import { type InlineToken, plainText } from '../markdown/inline-tokens.js';
import type { MarkdownView } from '../markdown/markdown-document.js';

/** A document as the specifications of markdown write it, to be compared with them. Never shown. */
export function toHtml({ root }: MarkdownView): string {
  return blocksHtml(root.children);
}

function blocksHtml(blocks: readonly Block[]): string {
  return blocks.map((block) => blockHtml(block)).join('');
}

function blockHtml(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return isTight(block) ? inlinesHtml(block.inlines) : `<p>${inlinesHtml(block.inlines)}</p>\n`;
    case 'heading':
      return `<h${block.level}>${inlinesHtml(block.inlines)}</h${block.level}>\n`;
    case 'code': {
      const language = block.info.split(/\s/)[0] ?? '';
      const attribute = language === '' ? '' : ` class="language-${escape(language)}"`;
      return `<pre><code${attribute}>${escape(block.text)}</code></pre>\n`;
    }
    case 'math':
      return `<math display ${block.isClosed}>${escape(block.text)}</math>\n`;
    case 'html':
      return `${block.text.replace(/(\n *)+$/, '')}\n`;
    case 'rule':
      return '<hr />\n';
    case 'quote':
      return `<blockquote>\n${blocksHtml(block.children)}</blockquote>\n`;
    case 'list': {
      const tag = block.start === null ? 'ul' : 'ol';
      const start = block.start === null || block.start === 1 ? '' : ` start="${block.start}"`;
      return `<${tag}${start}>\n${blocksHtml(block.children)}</${tag}>\n`;
    }
    case 'item': {
      const box =
        block.checked === null
          ? ''
          : `<input ${block.checked ? 'checked="" ' : ''}disabled="" type="checkbox"> `;
      const [first] = block.children;
      const isLine = first?.type === 'paragraph' && isTight(first);
      const gap = first === undefined || isLine ? '' : '\n';
      return `<li>${gap}${box}${itemHtml(block.children)}</li>\n`;
    }
    case 'table': {
      const [head, ...rows] = block.children;
      const row = (cells: readonly (readonly InlineToken[])[], tag: string): string =>
        `<tr>\n${block.align
          .map((align, index) => {
            const attribute = align === null ? '' : ` align="${align}"`;
            return `<${tag}${attribute}>${inlinesHtml(cells[index] ?? [])}</${tag}>\n`;
          })
          .join('')}</tr>\n`;
      const body =
        rows.length === 0 ? '' : `<tbody>\n${rows.map(({ cells }) => row(cells, 'td')).join('')}</tbody>\n`;
      return `<table>\n<thead>\n${row(head?.cells ?? [], 'th')}</thead>\n${body}</table>\n`;
    }
    case 'row':
    case 'footnote':
      return '';
    default:
      return block satisfies never;
  }
}

/** A tight paragraph is a line of its own among the blocks of an item. */
function itemHtml(blocks: readonly Block[]): string {
  return blocks
    .map((block, index) => {
      const isLine = block.type === 'paragraph' && isTight(block);
      return blockHtml(block) + (isLine && index < blocks.length - 1 ? '\n' : '');
    })
    .join('');
}

function isTight({ parent }: Paragraph): boolean {
  return parent?.type === 'item' && parent.parent?.type === 'list' && parent.parent.tight;
}

function inlinesHtml(tokens: readonly InlineToken[]): string {
  return tokens.map(inlineHtml).join('');
}

function inlineHtml(token: InlineToken): string {
  switch (token.type) {
    case 'text':
      return escape(token.text);
    case 'code':
      return `<code>${escape(token.text)}</code>`;
    case 'html':
      return token.text;
    case 'math':
      return `<math ${token.isDisplay} ${token.isOpen}>${escape(token.text)}</math>`;
    case 'break':
      return '<br />\n';
    case 'footnote':
      return `<sup>${token.label}</sup>`;
    case 'link':
      return `<a href="${address(token.href)}"${titleOf(token.title)}>${inlinesHtml(token.children)}</a>`;
    case 'image':
      return `<img src="${address(token.href)}" alt="${escape(token.alt)}"${titleOf(token.title)} />`;
    default:
      return `<${token.type}>${plainText([token]) === '' ? '' : inlinesHtml(token.children)}</${token.type}>`;
  }
}

function titleOf(title: string | null): string {
  return title === null ? '' : ` title="${escape(title)}"`;
}

/** As the specification encodes addresses; ours go through the browser's own parser. */
function address(href: string): string {
  return escape(
    href.replace(/%[\da-fA-F]{2}|[\w;/?:@&=+$,.!~*'()#-]+|./gsu, (part) =>
      part.length > 1 || /[\w;/?:@&=+$,.!~*'()#-]/.test(part) ? part : encodeURIComponent(part),
    ),
  );
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
