/** Text that runs within a line. A soft line break is a line feed in a text. */
export type InlineToken =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  /** A tag, a comment and the like. It is only ever text. */
  | { readonly type: 'html'; readonly text: string }
  | { readonly type: 'break' }
  | Formula
  | { readonly type: 'footnote'; readonly label: string }
  | Span
  | Link
  | Image;

export interface Formula {
  readonly type: 'math';
  /** TeX. */
  readonly text: string;
  /** Whether it stands on a line of its own. */
  readonly isDisplay: boolean;
  /** Whether its end is still to come. */
  readonly isOpen: boolean;
}

/** How deep spans are nested, this one included. */
interface Nested {
  readonly depth: number;
}

export interface Span extends Nested {
  readonly type: 'em' | 'strong' | 'del';
  readonly children: readonly InlineToken[];
}

export interface Link extends Target, Nested {
  readonly type: 'link';
  readonly children: readonly InlineToken[];
}

export interface Image extends Target, Nested {
  readonly type: 'image';
  /** Its description, without form. */
  readonly alt: string;
}

/** Where a link leads, with escapes and character references resolved. It is not judged yet. */
export interface Target {
  readonly href: string;
  readonly title: string | null;
}

/** Whether there is a formula among these tokens, however deep: what is seen of it is not its text. */
export function holdsFormula(tokens: readonly InlineToken[]): boolean {
  return tokens.some(
    (token) => token.type === 'math' || ('children' in token && holdsFormula(token.children)),
  );
}

/** What a reader sees of these tokens, without their form. */
export function plainText(tokens: readonly InlineToken[]): string {
  return tokens.map(plainTextOf).join('');
}

function plainTextOf(token: InlineToken): string {
  switch (token.type) {
    case 'text':
    case 'code':
    case 'html':
    case 'math':
      return token.text;
    case 'break':
      return '\n';
    case 'footnote':
      return '';
    case 'image':
      return token.alt;
    default:
      return plainText(token.children);
  }
}
