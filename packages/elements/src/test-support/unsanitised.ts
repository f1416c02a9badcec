import { MarkdownDocument } from '../markdown/markdown-document.js';
import { toHtml } from './markdown-html.js';

/** How often payloads run in a renderer that sanitises nothing, in a frame that may fetch nothing. */
export async function shownUnsanitised(payloads: readonly string[]): Promise<number> {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin');
  frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'">`;
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  document.body.append(frame);
  await loaded;
  const view = frame.contentWindow;
  if (view === null) throw new Error('The frame has no window.');
  // Taken now: payloads clobber the document.
  const { document: page } = view;
  const { body } = page;
  const createElement = page.createElement.bind(page);
  let fired = 0;
  view.alert = () => {
    fired += 1;
  };
  for (const payload of payloads) {
    // That one leads the whole frame away, which ends the experiment.
    if (/http-equiv/i.test(payload)) continue;
    const box = createElement('div');
    body.append(box);
    box.innerHTML = toHtml(new MarkdownDocument().update(payload, true));
  }
  // Most run when something has not been loaded.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  frame.remove();
  return fired;
}
