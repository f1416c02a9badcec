import { noChange } from 'lit';
import { type ChildPart, Directive, directive } from 'lit/directive.js';
import { insertPart, removePart, setChildPartValue, setCommittedValue } from 'lit/directive-helpers.js';
import type { Block, Container } from './block-tree.js';
import type { RenderContext } from './markdown-context.js';

type RenderBlock = (block: Block, context: RenderContext) => unknown;

/**
 * The blocks of a container one below the other, from `skipped` up to `end`. It looks back from
 * the end to what has been shown before, so that a document costs nothing but what has changed.
 */
class BlockList extends Directive {
  readonly #parts: ChildPart[] = [];
  #container: Container | null = null;
  #context: RenderContext | null = null;
  /** The revision of the container that is shown. */
  #seen = NEVER;

  render(
    { children }: Container,
    context: RenderContext,
    renderBlock: RenderBlock,
    skipped = 0,
    end = Infinity,
  ): unknown {
    return children.slice(skipped, end).map((block) => renderBlock(block, context));
  }

  override update(part: ChildPart, values: Parameters<BlockList['render']>): unknown {
    // One by one: once WebKit has optimised a pattern of five with defaults, it fails in it.
    const container = values[0];
    const context = values[1];
    const renderBlock = values[2];
    const skipped = values[3] ?? 0;
    const end = values[4] ?? Infinity;
    const { children } = container;
    const seen = this.#container === container && this.#context === context ? this.#seen : NEVER;
    this.#container = container;
    this.#context = context;
    this.#seen = container.revision;
    // So that Lit knows what to remove when something else takes the place of the list.
    setCommittedValue(part, this.#parts);

    const parts = this.#parts;
    const stop = Math.min(children.length, end);
    for (const removed of parts.splice(Math.max(0, stop - skipped))) removePart(removed);
    const first = Math.min(firstChanged(container, seen, skipped), skipped + parts.length);
    for (let index = first; index < stop; index++) {
      const block = children[index];
      const isShown = parts[index - skipped] !== undefined;
      if (block === undefined || (isShown && block.revision <= seen)) continue;
      const place = (parts[index - skipped] ??= insertPart(part));
      setChildPartValue(place, renderBlock(block, context));
    }
    return noChange;
  }
}

const NEVER = -1;

/** Where the children begin that may have changed after revision `seen`. */
function firstChanged({ children, scatteredAt }: Container, seen: number, skipped: number): number {
  if (scatteredAt > seen) return skipped;
  let index = children.length;
  while (index > skipped && (children[index - 1]?.revision ?? NEVER) > seen) index -= 1;
  return index;
}

export const blockList = directive(BlockList);
