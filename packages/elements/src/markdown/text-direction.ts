import { type Block, type Container, type Heading, type Paragraph, isContainer } from './block-tree.js';
import { type InlineToken, plainText } from './inline-tokens.js';

/** So many blocks are searched for a letter, and so many characters of them. */
const MOST_BLOCKS = 50;
const MOST_CHARACTERS = 500;
const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}\p{Script=Samaritan}\p{Script=Mandaic}]/u;

type Direction = 'ltr' | 'rtl' | 'auto';

/**
 * The direction of a block that grows, by its first letter. With `dir="auto"` a browser looks through
 * all of it for each child that is added, half a minute for a paragraph of 24 kB: only a short block
 * without letters has that, as what is no letter may still have a direction.
 */
export function directionOf(block: Container | Paragraph | Heading): Direction {
  const search = new LetterSearch();
  const letter = 'children' in block ? search.inBlocks(block.children) : search.inTokens(block.inlines);
  if (letter !== undefined) return RIGHT_TO_LEFT.test(letter) ? 'rtl' : 'ltr';
  return search.isOver ? 'ltr' : 'auto';
}

/** The first letter of what may be deep and long. */
class LetterSearch {
  #blocks = MOST_BLOCKS;
  #characters = MOST_CHARACTERS;

  get isOver(): boolean {
    return this.#blocks < 0 || this.#characters <= 0;
  }

  inBlocks(blocks: readonly Block[]): string | undefined {
    return this.#first(blocks, (block) => {
      this.#blocks -= 1;
      if (isContainer(block)) return this.inBlocks(block.children);
      if (block.type === 'row') return this.#first(block.cells, (cell) => this.inTokens(cell));
      return 'inlines' in block ? this.inTokens(block.inlines) : undefined;
    });
  }

  inTokens(tokens: readonly InlineToken[]): string | undefined {
    return this.#first(tokens, (token) => {
      if ('children' in token) return this.inTokens(token.children);
      // A formula has a direction of its own.
      const text = token.type === 'math' ? '' : plainText([token]).slice(0, this.#characters);
      this.#characters -= Math.max(1, text.length);
      return /\p{L}/u.exec(text)?.[0];
    });
  }

  #first<T>(parts: readonly T[], letterIn: (part: T) => string | undefined): string | undefined {
    for (const part of parts) {
      if (this.isOver) return undefined;
      const letter = letterIn(part);
      if (letter !== undefined) return letter;
    }
    return undefined;
  }
}
