import type { Highlighter } from './highlight/highlighter.js';
import type { MathRenderer } from './math/math-renderer.js';

/** What a page brings for the markdown of a whole chat. What is missing is ours, `null` is nothing. */
export interface MarkdownExtensions {
  readonly highlighter?: Highlighter | null;
  readonly math?: MathRenderer | null;
}
