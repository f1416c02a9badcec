// @ts-check
import ts from 'typescript';

/** @typedef {{ start: number, end: number, text: string }} Replacement */

const COMPACT = { css: compactCss, html: compactMarkup, svg: compactMarkup };

/**
 * Takes white space out of the styles and the markup of a module, which esbuild leaves as they are:
 * to it they are text. What stands behind a template keeps its line, for the source map.
 *
 * @param {string} source
 */
export function compactTemplates(source) {
  if (!/\b(?:css|html|svg)`/.test(source)) return source;
  /** @type {Replacement[]} */
  const replacements = [];
  const file = ts.createSourceFile('module.ts', source, ts.ScriptTarget.Latest, false);
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isTaggedTemplateExpression(node)) {
      const compact = COMPACT[/** @type {keyof typeof COMPACT} */ (node.tag.getText(file))];
      if (compact !== undefined) replacements.push(...replacementsIn(node.template, compact, file, source));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  let at = 0;
  let compacted = '';
  for (const { start, end, text } of replacements.sort((a, b) => a.start - b.start)) {
    compacted += source.slice(at, start) + text;
    at = end;
  }
  return compacted + source.slice(at);
}

/**
 * @param {ts.TemplateLiteral} template
 * @param {(text: string) => string} compact
 * @param {ts.SourceFile} file
 * @param {string} source
 */
function replacementsIn(template, compact, file, source) {
  const pieces = ts.isNoSubstitutionTemplateLiteral(template)
    ? [template]
    : [template.head, ...template.templateSpans.map(({ literal }) => literal)];
  let lines = 0;
  const replacements = pieces.map((piece, index) => {
    const start = piece.getStart(file) + 1;
    const end = piece.getEnd() - (index === pieces.length - 1 ? 1 : 2);
    const before = source.slice(start, end);
    const text = compact(before);
    lines += before.split('\n').length - text.split('\n').length;
    return { start, end, text };
  });
  return [...replacements, { start: template.getEnd(), end: template.getEnd(), text: '\n'.repeat(lines) }];
}

/**
 * A line break with what it is indented by is one space to the reader of HTML. It stays one: without
 * it words that stand beside each other could become one.
 *
 * @param {string} markup
 */
function compactMarkup(markup) {
  return markup.replace(/\s*\n\s*/g, ' ').replace(/(\S) >/g, '$1>');
}

/**
 * A colon before a space ends the name of a property: no selector has one.
 *
 * @param {string} css
 */
function compactCss(css) {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};]) ?/g, '$1')
    .replace(/([:,]) /g, '$1')
    .replaceAll(';}', '}');
}
