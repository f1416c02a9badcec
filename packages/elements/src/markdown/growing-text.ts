import { noChange } from 'lit';
import { type ChildPart, Directive, directive } from 'lit/directive.js';

/**
 * Text that mostly grows at its end. Lit would replace the data of the text node, which throws away
 * what the reader has selected in it; this appends, which leaves the selection alone.
 */
class GrowingText extends Directive {
  #text: string | undefined;

  render(text: string): string {
    return text;
  }

  override update(part: ChildPart, [text]: [string]): unknown {
    const shown = this.#text;
    this.#text = text;
    // Lit makes the node, and none for no text; from then on it is ours.
    if (shown === undefined || shown === '') return text;
    const node = part.startNode?.nextSibling;
    if (text !== shown && node instanceof Text) {
      if (text.startsWith(shown)) node.appendData(text.slice(shown.length));
      else node.data = text;
    }
    return noChange;
  }
}

export const growingText = directive(GrowingText);
