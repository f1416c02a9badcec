import { html } from 'lit';

const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z/g;
const LINKED = /^(?<label>.*?)\s*(?<url>https?:\/\/\S+)$/s;

/** Words of a card: points in time as the reader writes them, an address behind what it is the address of. */
export function plainWords(text: string, locale: string | undefined): unknown {
  const words = withMoments(text, locale);
  // Links are markdown's to judge. It is there where a message is; elsewhere an address is a text.
  if (!text.includes('://') || customElements.get('agent-markdown') === undefined) return words;
  return html`<agent-markdown .text=${words.split('; ').map(linked).join(' · ')}></agent-markdown>`;
}

/** As markdown, of which nothing but the link is. */
function linked(text: string): string {
  const { label = '', url = '' } = LINKED.exec(text)?.groups ?? {};
  if (url === '') return escaped(text);
  const address = `<${url.replaceAll(/[<>\\]/g, encodeURIComponent)}>`;
  return label === '' ? address : `[${escaped(label)}](${address})`;
}

function escaped(text: string): string {
  return text.replaceAll(/[!-/:-@[-`{-~]/g, String.raw`\$&`).replaceAll('\n', '\\\n');
}

function withMoments(text: string, locale: string | undefined): string {
  return text.replaceAll(INSTANT, (instant) => {
    const date = new Date(instant);
    if (Number.isNaN(date.getTime())) return instant;
    const words = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(date);
    // It may run the other way than what it stands in.
    return `\u2068${words}\u2069`;
  });
}
