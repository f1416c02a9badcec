import { html } from 'lit';
import { CONVERSATION_PARTS } from '../../parts/conversation-parts.js';

/** An instant, or an address: what looks like an instant in it belongs to the address. */
const INSTANT = /https?:\/\/\S+|\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z/g;

/** Words of a card: points in time as the reader writes them, an address behind what it is the address of. */
export function plainWords(text: string, locale: string | undefined): unknown {
  const words = withMoments(text, locale);
  // Links are markdown's to judge. It is there where a message is; elsewhere an address is a text.
  if (!text.includes('://') || customElements.get('agent-markdown') === undefined) return words;
  return html`<agent-markdown exportparts=${CONVERSATION_PARTS['agent-markdown']} .text=${words.split('; ').map(linked).join(' · ')}></agent-markdown>`;
}

/** As markdown, of which nothing but the link is. */
function linked(text: string): string {
  const [url] =
    text
      .split(/\s/)
      .at(-1)
      ?.match(/https?:\/\/.+/) ?? [];
  if (url === undefined) return escaped(text);
  const label = text.slice(0, -url.length).trimEnd();
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
