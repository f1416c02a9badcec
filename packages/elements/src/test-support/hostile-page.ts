import { render } from 'lit';
import '../copy-button/define.js';
import { MarkdownReader } from '../markdown/markdown-reader.js';
import { PLAIN_CONTEXT } from './markdown-plain-context.js';
import { complaints } from './markup-complaints.js';

/** Runs in a page under a strict policy: markdown with the colours of code and with formulas. */
export interface HostilePage extends Window {
  /** Shows a text up to each of `ends`, as it might arrive, then whole; returns what must not be there. */
  showStreamed?: (text: string, ends: readonly number[]) => Promise<string[]>;
}

/** As a host would leave them: ours. */
const CONTEXT = { ...PLAIN_CONTEXT, highlighter: undefined, math: undefined };

(window as HostilePage).showStreamed = async (text, ends) => {
  const box = document.createElement('div');
  document.body.append(box);
  const reader = new MarkdownReader();
  const found: string[] = [];
  for (const end of ends) {
    render(reader.render(text.slice(0, end), false, CONTEXT), box);
    found.push(...complaints(box));
  }
  render(reader.render(text, true, CONTEXT), box);
  // Colours and formulas come after, and what would run would run on a load, an error or a focus.
  await new Promise((resolve) => setTimeout(resolve));
  await new Promise(requestAnimationFrame);
  found.push(...complaints(box));
  box.remove();
  return found;
};
