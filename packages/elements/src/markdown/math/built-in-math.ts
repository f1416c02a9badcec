import temml from 'temml';
import type { MathRenderer } from './math-renderer.js';
import { isHarmlessMath, tidyMath } from './safe-math.js';
import { temmlStyles } from './temml.styles.js';

/** Longer ones are not written by people. */
const MAX_TEX = 5_000;
const DEFINES =
  /\\(?:[gex]?def|let|futurelet|global|long|(?:re)?newcommand|providecommand|newenvironment|DeclareMathOperator)(?![a-z])/i;
/** What a formula may unfold to, where the model brings its own macros, and else. */
const MAX_EXPANSIONS = { own: 30, known: 1_000 } as const;
const MAX_TEX_WITH_MACROS = 1_000;
/** Braces inside one another. How deep a stack is differs from browser to browser; this does not. */
const MAX_NESTING = 100;
/** No rule, gap or shift is larger: em and points. */
const MAX_SIZE: [number, number] = [20, 200];

/** TeX as MathML, by Temml: nodes are made one by one, and fonts are those of the system. */
export const builtInMath: MathRenderer = {
  styles: temmlStyles,

  render(tex, isDisplay) {
    const hasMacros = DEFINES.test(tex);
    if (tex.length > (hasMacros ? MAX_TEX_WITH_MACROS : MAX_TEX)) return null;
    if (nestingOf(tex) > MAX_NESTING) return null;
    const place = document.createElement('span');
    try {
      temml.render(tex, place, {
        displayMode: isDisplay,
        throwOnError: true,
        strict: false,
        trust: false,
        macros: {},
        maxExpand: hasMacros ? MAX_EXPANSIONS.own : MAX_EXPANSIONS.known,
        maxSize: MAX_SIZE,
        wrap: 'none',
      });
    } catch {
      return null; // not TeX, or nested deeper than the stack: it is shown as it was written
    }
    const math = place.firstElementChild;
    if (math === null || !isHarmlessMath(math)) return null;
    tidyMath(math);
    return math;
  },
};

function nestingOf(tex: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [mark] of tex.matchAll(/\\.|[{}]/gs)) {
    if (mark === '{') depth += 1;
    else if (mark === '}') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
