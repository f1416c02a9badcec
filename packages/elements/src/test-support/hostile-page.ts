import { render } from 'lit';
import '../copy-button/define.js';
import { MarkdownReader } from '../markdown/markdown-reader.js';
import { PLAIN_CONTEXT } from './markdown-plain-context.js';
import { complaints } from './markup-complaints.js';
import { nextFrame } from './next-frame.js';

/** One way in which a text arrives. */
export interface Arrival {
  /** Where it is cut off each time that something has come. */
  readonly ends: readonly number[];
  /** Those of the ends at which nothing more comes for a while: colours and formulas do. */
  readonly pauses: ReadonlySet<number>;
}

/** Runs in a page under a strict policy: markdown with the colours of code and with formulas. */
export interface HostilePage extends Window {
  /** Shows a text as it arrives, then whole; returns what must not be there. */
  showStreamed?: (text: string, arrival: Arrival) => Promise<string[]>;
  /** How many formulas and coloured words the pauses have shown, while a text was not final. */
  readonly shownInPauses?: { formulas: number; colours: number };
}

/** As a host would leave them: ours. */
const CONTEXT = { ...PLAIN_CONTEXT, highlighter: undefined, math: undefined };

const shownInPauses = { formulas: 0, colours: 0 };
Object.assign(window, { shownInPauses });

(window as HostilePage).showStreamed = async (text, { ends, pauses }) => {
  const box = document.createElement('div');
  document.body.append(box);
  const reader = new MarkdownReader();
  const found: string[] = [];
  for (const end of ends) {
    render(reader.render(text.slice(0, end), false, CONTEXT), box);
    found.push(...complaints(box));
    if (!pauses.has(end)) continue;
    await drawn();
    found.push(...complaints(box));
    shownInPauses.formulas += box.querySelectorAll('math').length;
    shownInPauses.colours += box.querySelectorAll('span[class^=code-]').length;
  }
  render(reader.render(text, true, CONTEXT), box);
  await drawn();
  found.push(...complaints(box));
  box.remove();
  return found;
};

/** Colours and formulas come after the text, and what would run would run on a load, an error or a focus. */
async function drawn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  await nextFrame();
}
