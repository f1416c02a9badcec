import { type Block, type Container, isContainer } from './block-tree.js';
import { plainText } from './inline-tokens.js';

/** So many blocks are searched for a letter. */
const MOST = 50;
const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/**
 * The direction of a block that grows, by its first letter. With `dir="auto"` a browser looks through
 * all of it for each child that is added, which makes a long list quadratic.
 */
export function directionOf(container: Container): 'ltr' | 'rtl' | 'auto' {
  let left = MOST;
  const letterIn = (block: Block): string | undefined => {
    if (left-- <= 0) return undefined;
    if (isContainer(block)) {
      for (const child of block.children.slice(0, left)) {
        const letter = letterIn(child);
        if (letter !== undefined) return letter;
      }
      return undefined;
    }
    if (block.type === 'row') return firstLetter(block.cells.map(plainText).join(' '));
    return 'inlines' in block ? firstLetter(plainText(block.inlines)) : undefined;
  };
  for (const child of container.children.slice(0, MOST)) {
    const letter = letterIn(child);
    if (letter !== undefined) return RIGHT_TO_LEFT.test(letter) ? 'rtl' : 'ltr';
  }
  return 'auto';
}

function firstLetter(text: string): string | undefined {
  return /\p{L}/u.exec(text)?.[0];
}
