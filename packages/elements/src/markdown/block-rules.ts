import { type AnyBlock, type Block, isContainer } from './block-tree.js';

/** Whether no block can begin in what `block` holds. */
export function takesAnyLine({ type }: AnyBlock): boolean {
  return type === 'code' || type === 'html' || type === 'math';
}

/** Whether `block` may stand in `parent`. */
export function canHold(parent: AnyBlock, { type }: Block): boolean {
  if (parent.type === 'list') return type === 'item';
  if (parent.type === 'table') return type === 'row';
  return isContainer(parent) && type !== 'item' && type !== 'row';
}

/** Whether a blank line on line `lineNumber` counts as one after `block`. */
export function mayEndBlank(block: AnyBlock, lineNumber: number): boolean {
  if (block.type === 'code') return block.fence === null;
  // The line of an empty item's own mark is not a blank line.
  if (block.type === 'item') return block.children.length > 0 || block.line !== lineNumber;
  return block.type !== 'quote';
}

/** Whether a blank line follows what `block` ends with. */
export function endsBlank(block: Block): boolean {
  for (let each: Block | undefined = block; each !== undefined; ) {
    if (each.endsBlank) return true;
    each = each.type === 'list' || each.type === 'item' ? each.children.at(-1) : undefined;
  }
  return false;
}
