const [ISOLATE, END] = ['\u2068', '\u2069'];
/** Hebrew, Arabic and what else is written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * A name as it may stand in a sentence: what turns letters around is made visible, as in
 * `visibleControls`, and where it may be of the other direction than the sentence it is isolated
 * (Unicode Standard Annex 9), so that neither moves the other. What is isolated in it stays so.
 */
export function isolated(text: string, isInRightToLeft: boolean): string {
  if (text === '') return text;
  let open = 0;
  const closed = text
    .replaceAll(/[\u202a-\u202e\u2066\u2067]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`)
    // An end without a beginning would end ours.
    .replaceAll(/[\u2068\u2069]/g, (mark) => {
      if (mark === END && open === 0) return '';
      open += mark === ISOLATE ? 1 : -1;
      return mark;
    });
  const whole = closed + END.repeat(open);
  return isInRightToLeft || RIGHT_TO_LEFT.test(whole) ? ISOLATE + whole + END : whole;
}
