/**
 * The names of HTML 4 by their first code, one after the other, and what else people and models
 * write. The two thousand rarer names of HTML 5 would weigh more than the whole parser: they stay
 * as they were written.
 */
const RUNS: readonly (readonly [first: number, names: string])[] = [
  [
    0xa0,
    'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml',
  ],
  [
    0x391,
    'Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho - Sigma Tau Upsilon Phi Chi Psi Omega',
  ],
  [
    0x3b1,
    'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega',
  ],
  [0x2002, 'ensp emsp'],
  [0x200c, 'zwnj zwj lrm rlm'],
  [0x2013, 'ndash mdash'],
  [0x2018, 'lsquo rsquo sbquo - ldquo rdquo bdquo - dagger Dagger bull'],
  [0x2039, 'lsaquo rsaquo'],
  [0x2190, 'larr uarr rarr darr harr'],
  [0x21d0, 'lArr uArr rArr dArr hArr'],
  [0x2200, 'forall - part exist - empty - nabla isin notin - ni - - - prod - sum minus'],
  [0x2227, 'and or cap cup int'],
  [0x2264, 'le ge'],
  [0x2282, 'sub sup nsub - sube supe'],
];
const OTHERS =
  'amp & lt < gt > quot " apos \' colon : Tab \t NewLine \n excl ! num # dollar $ percnt % lpar ( rpar ) ast * plus + comma , period . sol / semi ; equals = quest ? commat @ lsqb [ rsqb ] bsol \\ lowbar _ grave ` lbrace { vert | rbrace } hellip … trade ™ euro € permil ‰ prime ′ Prime ″ thinsp \u2009 radic √ prop ∝ infin ∞ ang ∠ sim ∼ cong ≅ asymp ≈ ne ≠ equiv ≡ oplus ⊕ otimes ⊗ perp ⊥ sdot ⋅ there4 ∴ lceil ⌈ rceil ⌉ lfloor ⌊ rfloor ⌋ loz ◊ spades ♠ clubs ♣ hearts ♥ diams ♦ check ✓ cross ✗ star ☆ starf ★ OElig Œ oelig œ Scaron Š scaron š Yuml Ÿ fnof ƒ circ ˆ tilde ˜ thetasym ϑ upsih ϒ piv ϖ weierp ℘ image ℑ real ℜ alefsym ℵ crarr ↵ lang ⟨ rang ⟩ oline ‾ frasl ⁄';

/** A character reference, anywhere or at one place. */
export const ENTITY = /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-zA-Z][a-zA-Z\d]{1,30}));/y;
const ENTITIES = new RegExp(ENTITY.source, 'g');

const NAMED: ReadonlyMap<string, string> = named();

function named(): Map<string, string> {
  const names = new Map<string, string>();
  for (const [first, list] of RUNS) {
    for (const [index, name] of list.split(' ').entries())
      names.set(name, String.fromCharCode(first + index));
  }
  const others = OTHERS.split(' ');
  for (let index = 0; index < others.length; index += 2)
    names.set(others[index] ?? '', others[index + 1] ?? '');
  return names;
}

/**
 * The text with its character references resolved (CommonMark section 2.5). The result is only
 * ever used as text, or judged by `safeUrl` after this.
 */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(ENTITIES, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED.get(name) ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    const invalid = code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff);
    return invalid ? '\ufffd' : String.fromCodePoint(code);
  });
}
