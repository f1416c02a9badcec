// @ts-check

/**
 * Takes comments and white space out of the styles of a module, which esbuild leaves as they are:
 * to it they are text. Only `css` literals without a literal in them are touched; lines keep their
 * numbers, for the source map.
 *
 * @param {string} source
 */
export function compactCss(source) {
  return source.replace(/\bcss`[^`]*`/g, compact);
}

/** @param {string} literal */
function compact(literal) {
  const short = literal
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .split(/(\$\{[^}]*\})/)
    .map((piece) => (piece.startsWith('${') ? piece : compactPiece(piece)))
    .join('');
  const linesLess = literal.split('\n').length - short.split('\n').length;
  return short + '\n'.repeat(linesLess);
}

/**
 * A colon before a space ends the name of a property: no selector has one.
 *
 * @param {string} css without comments
 */
function compactPiece(css) {
  return css
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};]) ?/g, '$1')
    .replace(/([:,]) /g, '$1')
    .replaceAll(';}', '}');
}
