/** The seven ways in which a block of HTML begins and ends (CommonMark section 4.6). */
const WAYS: readonly (readonly [start: RegExp, end: RegExp | null])[] = [
  [/^<(?:script|pre|textarea|style)(?:\s|>|$)/i, /<\/(?:script|pre|textarea|style)>/i],
  [/^<!--/, /-->/],
  [/^<\?/, /\?>/],
  [/^<![a-z]/i, />/],
  [/^<!\[CDATA\[/, /\]\]>/],
  [
    /^<\/?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[123456]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:\s|\/?>|$)/i,
    null,
  ],
];
/** Any other tag that is alone on its line. */
const LONE_TAG =
  /^(?:<[a-z][a-z\d-]*(?:\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*\/?>|<\/[a-z][a-z\d-]*\s*>)\s*$/i;

/**
 * What ends the block of HTML that `rest` of a line begins: an expression, or `null` for a blank
 * line. `undefined` when it begins none.
 */
export function htmlBlockEnd(rest: string, mayInterrupt: boolean): RegExp | null | undefined {
  const way = WAYS.find(([start]) => start.test(rest));
  if (way !== undefined) return way[1];
  return !mayInterrupt && LONE_TAG.test(rest) ? null : undefined;
}
