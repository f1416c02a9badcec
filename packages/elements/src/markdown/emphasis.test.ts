import { describe, expect, it } from 'vitest';
import { randomFrom } from '../test-support/random-markdown.js';
import { type Run, pairRuns, runAt } from './emphasis.js';
import type { InlineToken } from './inline-tokens.js';

const PIECES = ['*', '*', '**', '***', '_', '_', '__', '~', '~~', 'a', 'b', ' ', ' ', '. '];

type Piece = string | Run;

/** Texts and runs of marks in turn. */
function piecesOf(source: string): Piece[] {
  return [...source.matchAll(/([*_~])\1*|[^*_~]+/g)].map(({ 0: piece, 1: mark, index }) =>
    mark === undefined ? piece : runAt(source, index, index + piece.length),
  );
}

const shown = (token: InlineToken): string =>
  'children' in token
    ? `<${token.type}>${token.children.map(shown).join('')}</${token.type}>`
    : token.type === 'text'
      ? token.text
      : '';

function ours(source: string): string {
  const items = piecesOf(source).map((piece) =>
    typeof piece === 'string' ? ({ type: 'text', text: piece } as const) : piece,
  );
  return pairRuns(items).tokens.map(shown).join('');
}

/**
 * CommonMark's rules word by word: each closer, from left to right, looks for the nearest opener that
 * goes with it among all that stand before it. It remembers nothing.
 */
function byTheRules(source: string): string {
  const pieces = piecesOf(source);
  for (let at = 0; at < pieces.length; at++) {
    for (;;) {
      const closer = pieces[at]!;
      if (typeof closer === 'string' || !closer.canClose || closer.count === 0) break;
      const from = pieces.findLastIndex(
        (piece, index) => index < at && typeof piece !== 'string' && goTogether(piece, closer),
      );
      const opener = pieces[from];
      if (opener === undefined || typeof opener === 'string') break;
      const used = closer.mark === '~' ? closer.count : Math.min(2, opener.count, closer.count);
      const name = closer.mark === '~' ? 'del' : used === 2 ? 'strong' : 'em';
      opener.count -= used;
      closer.count -= used;
      const inner = pieces.splice(from + 1, at - from - 1);
      pieces.splice(from + 1, 0, `<${name}>${inner.map(written).join('')}</${name}>`);
      at = from + 2;
    }
  }
  return pieces.map(written).join('');
}

const written = (piece: Piece): string =>
  typeof piece === 'string' ? piece : piece.mark.repeat(piece.count);

function goTogether(opener: Run, closer: Run): boolean {
  if (!opener.canOpen || opener.count === 0 || opener.mark !== closer.mark) return false;
  if (closer.mark === '~') return opener.count === closer.count;
  if (!opener.canClose && !closer.canOpen) return true;
  return (
    (opener.original + closer.original) % 3 !== 0 || (opener.original % 3 === 0 && closer.original % 3 === 0)
  );
}

describe('emphasis', () => {
  it('is found behind a closer that went with nothing', () => {
    expect(ours('_The 5* hotel_ is *great*.')).toBe('<em>The 5* hotel</em> is <em>great</em>.');
    expect(ours('**5_ stars** and _more_')).toBe('<strong>5_ stars</strong> and <em>more</em>');
  });

  it('is what the rules say that it is, for runs of marks in any order', () => {
    const random = randomFrom(6);
    for (let count = 0; count < 20_000; count++) {
      const length = 1 + Math.floor(random() * 16);
      const source = Array.from({ length }, () => PIECES[Math.floor(random() * PIECES.length)]).join('');
      expect(ours(source), JSON.stringify(source)).toBe(byTheRules(source));
    }
  });
});
