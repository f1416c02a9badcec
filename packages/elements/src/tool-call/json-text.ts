/** Nobody reads deeper, and the length of indented lines grows with the square of the depth. */
const MAX_INDENTED_DEPTH = 100;

/**
 * A JSON value as text that says exactly what it is, indented; on one line if it is nested deeper than
 * anyone reads, where `JSON.stringify` runs out of stack, in each engine at another depth.
 */
export function jsonText(value: unknown): string {
  if (isDeeper(value, MAX_INDENTED_DEPTH)) return jsonLine(value);
  return JSON.stringify(value, null, 2) ?? 'undefined';
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

type Piece = string | { readonly value: unknown };

/** The same on one line. Without recursion: what is still to be written waits, the next at the end. */
export function jsonLine(whole: unknown): string {
  let text = '';
  const left: Piece[] = [{ value: whole }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next === 'string') text += next;
    else if (typeof next.value !== 'object' || next.value === null)
      text += JSON.stringify(next.value) ?? 'null';
    else for (const piece of piecesOf(next.value).reverse()) left.push(piece);
  }
  return text;
}

function piecesOf(value: object): Piece[] {
  const isList = Array.isArray(value);
  const members = Object.entries(value).flatMap(([name, member]: [string, unknown], at): Piece[] => [
    `${at > 0 ? ',' : ''}${isList ? '' : `${JSON.stringify(name)}:`}`,
    { value: member },
  ]);
  return [isList ? '[' : '{', ...members, isList ? ']' : '}'];
}
