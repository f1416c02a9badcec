import type { Citation } from '@agent-chat/protocol';
import type { FootnoteMarks } from './footnote-marks.js';
import type { CodeColours } from './highlight/code-colours.js';
import type { Highlighter } from './highlight/highlighter.js';
import type { Formulas } from './math/formulas.js';
import type { MathRenderer } from './math/math-renderer.js';
import type { MessageTable } from '../messages/message-table.js';
import type { RowLimits } from './row-limits.js';

/** What rendering needs to know apart from the tokens. Another object means that all is shown anew. */
export interface MarkdownContext {
  readonly messages: MessageTable;
  /** Absolute. */
  readonly baseUrl: string | undefined;
  readonly citations: readonly Citation[];
  /** What makes formulas of TeX: `undefined` for ours, `null` for nothing. */
  readonly math: MathRenderer | null | undefined;
  /** What colours code: `undefined` for ours, `null` for nothing. */
  readonly highlighter: Highlighter | null | undefined;
  /** The images that the reader asked for, by URL. */
  readonly images: ReadonlyMap<string, 'shown' | 'failed'>;
  /** So many rows of a table are shown until the reader asks for more. Default: 200. */
  readonly maxRows?: number;
  readonly onImage: (url: string, state: 'shown' | 'failed') => void;
  /** Shows what a source says, beside the chip that stands for it. */
  readonly onSource: (marker: string, chip: HTMLElement) => void;
  /** Leads to what the selector finds. */
  readonly onJump: (selector: string) => void;
  /** Asks for another rendering. */
  readonly onChange: () => void;
  /** What went wrong after rendering. */
  readonly onFailure: (cause: unknown) => void;
}

/** What stands in the text for a source. */
export interface Chip {
  readonly marker: string;
  /** The marker as it is shown. */
  readonly sign: string;
  /** The beginning of it, if it is long: the panel has all of it. */
  readonly title: string;
  /** What is said in place of the marker. */
  readonly name: string;
}

/** The context with what changes with the document. */
export interface RenderContext extends MarkdownContext {
  readonly colours: CodeColours;
  readonly formulas: Formulas;
  readonly rows: RowLimits;
  /** By their markers. */
  readonly chips: ReadonlyMap<string, Chip>;
  readonly marks: FootnoteMarks;
  /** Whether it is for the label of a link: nothing in there can be pressed by itself. Default: no. */
  readonly isInLink?: boolean;
}
