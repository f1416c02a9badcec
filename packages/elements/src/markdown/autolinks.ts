import type { InlineToken, Link } from './inline-tokens.js';
import { type Read, matchAt } from './link-parts.js';

const HOST = /(?:https?:\/\/|ftp:\/\/|(www\.))([\w\u0080-\uffff-]+(?:\.[\w\u0080-\uffff-]+)*)/iy;
const REST = /[^\s<]*/y;
const REST_IN_BRACKETS = /[^\s<\]]*/y;
const TRAILING = /[?!.,:*_~'"]/;
const EMAIL = /(?<![\w.+-])[\w.+-]+@[a-z\d_-]+(?:\.[a-z\d_-]+)+/gi;

/** A bare address in text, as GitHub finds it (GFM section 6.9). */
export function readAutolink(text: string, at: number, inBrackets: boolean): Read<Link> | null {
  const match = matchAt(HOST, text, at);
  if (match === null) return null;
  const [, www, host = ''] = match;
  const before = text[at - 1] ?? ' ';
  if (www === undefined ? /[a-z\d]/i.test(before) : !/[\s*_~(]/.test(before)) return null;
  // The last two names of a host have no underscore.
  if (/_/.test(host.split('.').slice(-2).join(''))) return null;
  const whole = matchAt(inBrackets ? REST_IN_BRACKETS : REST, text, at)?.[0] ?? '';
  const url = withoutTrailing(whole);
  const href = www === undefined ? url : `http://${url}`;
  return { value: linkTo(href, url), end: at + url.length };
}

/** What ends a sentence or a parenthesis does not belong to an address. */
function withoutTrailing(url: string): string {
  let open = 0;
  for (const character of url) open += character === '(' ? 1 : character === ')' ? -1 : 0;
  let end = url.length;
  for (; end > 0; end--) {
    const last = url[end - 1] ?? '';
    if (last === ')' && open < 0) open += 1;
    else if (last === ';') {
      const entity = /&[a-z\d]+;$/i.exec(url.slice(Math.max(0, end - 40), end))?.[0];
      if (entity === undefined) break;
      end -= entity.length - 1;
    } else if (!TRAILING.test(last)) break;
  }
  return url.slice(0, end);
}

/** Mail addresses in the texts of `tokens` that are not in a link. */
export function linkEmails(tokens: readonly InlineToken[]): InlineToken[] {
  return tokens.flatMap((token): InlineToken[] => {
    switch (token.type) {
      case 'text':
        return token.text.includes('@') ? splitEmails(token.text) : [token];
      case 'em':
      case 'strong':
      case 'del':
        return [{ ...token, children: linkEmails(token.children) }];
      default:
        return [token];
    }
  });
}

function splitEmails(text: string): InlineToken[] {
  const tokens: InlineToken[] = [];
  let done = 0;
  for (const { 0: match, index } of text.matchAll(EMAIL)) {
    if (/[-_]$/.test(match)) continue;
    if (index > done) tokens.push({ type: 'text', text: text.slice(done, index) });
    tokens.push(linkTo(`mailto:${match}`, match));
    done = index + match.length;
  }
  if (done < text.length) tokens.push({ type: 'text', text: text.slice(done) });
  return tokens;
}

/** A link that shows its own address. */
export function linkTo(href: string, text: string): Link {
  return { type: 'link', href, title: null, children: [{ type: 'text', text }], depth: 0 };
}
