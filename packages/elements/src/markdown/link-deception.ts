/** Text that turns its own direction around can look like anything. */
const TURNS_AROUND = /[\u202a-\u202e\u2066-\u2069]/;
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** Each run of characters that a host is made of, once: no backtracking. */
const HOST_RUN = /[\p{L}\p{M}\p{N}.-]+/gu;
/** What every address has that is written out. */
const MAY_NAME = /\.|[/\\]{2}/;
/** The beginning of a word that is an address. What stands before it is no part of it: no backtracking. */
const ADDRESS = /^[(<"'“‘[]*(?:https?:\/\/)?([^/?#:(<"'“‘[][^/?#:]*)(?::\d{1,5})?(?=[/?#]|$)/i;
/** No host has a longer name (RFC 1035, section 2.3.4), and to read one costs more than its length. */
const MAX_HOST = 253;

/** Where a link leads, in the words that a reader can judge: its host, or its address. */
export function destination(url: URL): string {
  return url.protocol === 'mailto:' ? url.pathname : url.host;
}

/**
 * Whether a text (a label or a title) that contains anything like an address names another place
 * than the one that the link leads to. It says yes too often rather than too seldom: then a host is
 * shown that nobody needed.
 */
export function pretendsToBeElsewhere(text: string, url: URL): boolean {
  if (TURNS_AROUND.test(text)) return true;
  const plain = text.normalize('NFKC').replace(INVISIBLE, '').replaceAll('。', '.').trim();
  if (url.protocol === 'mailto:') return plain !== url.pathname && plain !== url.href;
  return plain
    .split(/\s+/)
    .some((word) => MAY_NAME.test(word) && !isHonest(word, url) && namesAnother(word, url));
}

/** The address itself, whose path may hold names of files that look like hosts. */
function isHonest(word: string, url: URL): boolean {
  const start = ADDRESS.exec(word);
  return start !== null && canonical(start[1] ?? '') === bare(url.hostname);
}

function namesAnother(word: string, url: URL): boolean {
  const afterSlashes = [...word.matchAll(/[/\\]{2}([^/\\?#]+)/g)].map((match) => match[1] ?? '');
  if (afterSlashes.some((authority) => canonical(authority.replace(/:\d*$/, '')) !== bare(url.hostname))) {
    return true;
  }
  return [...word.matchAll(HOST_RUN)]
    .map(([run]) => trimmed(run))
    .some((run) => looksLikeHost(run) && canonical(run) !== bare(url.hostname));
}

function looksLikeHost(run: string): boolean {
  const labels = run.split('.');
  if (labels.length < 2) return false;
  const last = labels.at(-1) ?? '';
  return /^\p{L}[\p{L}\p{M}\p{N}-]+$/u.test(last) || (labels.length === 4 && /^[\d.]+$/.test(run));
}

function trimmed(run: string): string {
  const parts = run.split('.').filter((label) => label !== '' && label !== '-');
  return parts.join('.');
}

/** As the browser would read it; what it cannot read is no host of ours. */
function canonical(host: string): string | null {
  const name = trimmed(host);
  if (name.length > MAX_HOST) return null;
  try {
    return bare(new URL(`http://${name}`).hostname);
  } catch {
    return null; // not a host, which is an answer
  }
}

function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^www\./, '');
}
