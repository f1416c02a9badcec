import temml from 'temml';
import type { MathRenderer } from './math-renderer.js';
import { isHarmlessMath, tidyMath } from './safe-math.js';
import { temmlStyles } from './temml.styles.js';

/** Longer ones are not written by people. */
const MAX_TEX = 5_000;
/** Those of chemistry take time by the square of what is in them. */
const CHEMISTRY = /\\(?:ce|pu)(?![a-z])/i;
const DEFINES =
  /\\(?:[gex]?def|let|futurelet|global|long|(?:re)?newcommand|providecommand|newenvironment|DeclareMathOperator)(?![a-z])/i;
/** How often macros may unfold in a formula, where the model brings its own, and else. */
const MAX_EXPANSIONS = { own: 30, known: 1_000 } as const;
const MAX_COSTLY_TEX = 1_000;
/** What is written has few nodes for each character; what macros unfold to may have dozens, in each formula of a text. */
const nodesFor = ({ length }: string): number => 200 + 5 * length;
/** Braces inside one another. How deep a stack is differs from browser to browser; this does not. */
const MAX_NESTING = 100;
/** No rule, gap or shift is larger: em and points. */
const MAX_SIZE: [number, number] = [20, 200];

/** TeX as MathML, by Temml: nodes are made one by one, and fonts are those of the system. */
export const builtInMath: MathRenderer = {
  styles: temmlStyles,

  render(tex, isDisplay) {
    const isCostly = DEFINES.test(tex) || CHEMISTRY.test(tex);
    if (tex.length > (isCostly ? MAX_COSTLY_TEX : MAX_TEX)) return null;
    if (nestingOf(tex) > MAX_NESTING) return null;
    const place = document.createElement('span');
    try {
      temml.render(tex, place, {
        displayMode: isDisplay,
        throwOnError: true,
        strict: false,
        trust: false,
        macros: {},
        maxExpand: expansionsOf(tex),
        maxSize: MAX_SIZE,
        wrap: 'none',
      });
    } catch {
      return null; // not TeX, or nested deeper than the stack: it is shown as it was written
    }
    const math = place.firstElementChild;
    if (math === null || !isHarmlessMath(math, nodesFor(tex))) return null;
    tidyMath(math);
    return math;
  },
};

/**
 * How often the macros of `tex` may unfold. One that repeats what it is given multiplies it, and with it
 * the macros that are in there: so few times that no more comes of it than of those that do not.
 */
function expansionsOf(tex: string): number {
  const [, ...definitions] = tex.split(DEFINES);
  if (definitions.length === 0) return MAX_EXPANSIONS.known;
  // A macro that makes macros.
  if (tex.includes('##')) return 0;
  const factor = Math.max(1, ...definitions.map(mostRepeated));
  return factor === 1 ? MAX_EXPANSIONS.own : Math.floor(Math.log(MAX_EXPANSIONS.own) / Math.log(factor));
}

/** How often one and the same argument stands in what a macro unfolds to. */
function mostRepeated(definition: string): number {
  const counts = new Map<string, number>();
  for (const [argument] of definition.slice(definition.indexOf('{')).matchAll(/#\d/g))
    counts.set(argument, (counts.get(argument) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

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
