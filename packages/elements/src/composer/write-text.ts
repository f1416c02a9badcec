/** A stretch of a text, in UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Where the cursor goes: behind what is written, with the focus; or it stays, and so does the focus. */
export type CaretWish = 'behind' | 'kept';

/** So much is typed: what a browser takes for that grows with the square of the lines. */
const TYPED = 5_000;

/** Writes `text` in place of what stands at `range`, as a person would: it can be undone, unless it is long. */
export function writeText(
  field: HTMLTextAreaElement,
  text: string,
  { start, end }: TextRange,
  caret: CaretWish,
): void {
  const { value, selectionStart, selectionEnd } = field;
  if (caret === 'behind') field.focus();
  field.setSelectionRange(start, end);
  if (text.length <= TYPED) typeText(field, text);
  const wanted = value.slice(0, start) + text + value.slice(end);
  if (field.value !== wanted) field.value = wanted;
  const behind = start + text.length;
  // At the end it goes along, as when a person types.
  if (caret === 'behind' || selectionStart === value.length) field.setSelectionRange(behind, behind);
  else field.setSelectionRange(selectionStart, selectionEnd);
}

/** Nothing else writes what a person can undo. It works on what has the focus, and not in every browser. */
function typeText(field: HTMLTextAreaElement, text: string): void {
  const hasFocus = (field.getRootNode() as Document | ShadowRoot).activeElement === field;
  if (!hasFocus || (text === '' && field.selectionStart === field.selectionEnd)) return;
  document.execCommand(text === '' ? 'delete' : 'insertText', false, text);
}
