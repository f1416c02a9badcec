import { adoptStyles, render } from 'lit';
import { default_renderer, parser, parser_end, parser_write } from 'streaming-markdown';
import '../src/define.js';
import { MarkdownDocument } from '../src/markdown/markdown-document.js';
import { MarkdownReader } from '../src/markdown/markdown-reader.js';
import { AgentMarkdown } from '../src/markdown/markdown.js';
import { PLAIN_CONTEXT } from '../src/test-support/markdown-plain-context.js';
import { RICH_MARKDOWN } from '../src/test-support/sample-answers.js';
import { type SlowMarkdown, slowText } from '../src/test-support/slow-markdown.js';

declare global {
  interface Window {
    /** What `markdown.ts` calls in the page. */
    bench: typeof bench;
  }
}

const LENGTH = 20_000;
const APPENDS = 5_000;

/** An answer of everything, over and over, so that its end is made of the same as its beginning. */
const ANSWER = Array.from({ length: Math.ceil(LENGTH / RICH_MARKDOWN.length) }, () => RICH_MARKDOWN)
  .join('\n\n')
  .slice(0, LENGTH);
const CHUNKS = Array.from({ length: APPENDS }, (_, index) => ANSWER.slice(index * 4, index * 4 + 4));

type Writer = (chunk: string) => void;
export type Name = 'ours' | 'streaming-markdown' | 'plain text';

async function writerOf(name: Name): Promise<Writer> {
  document.body.replaceChildren();
  if (name === 'ours') {
    const element = document.createElement('agent-markdown');
    element.streaming = true;
    document.body.append(element);
    // Loaded before it is measured: it is loaded once a page.
    while (element.renderRoot?.querySelector('.blocks') == null) await nextFrame();
    return (chunk) => {
      element.text += chunk;
    };
  }
  // With our own styles, so that both lay out and paint the same.
  const host = document.createElement('div');
  const box = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  adoptStyles(root, AgentMarkdown.elementStyles);
  root.append(box);
  document.body.append(host);
  if (name === 'plain text') {
    const text = document.createTextNode('');
    box.append(text);
    return (chunk) => text.appendData(chunk);
  }
  const state = parser(default_renderer(box));
  return (chunk) => parser_write(state, chunk);
}

const channel = new MessageChannel();
const nextTask = (): Promise<void> =>
  new Promise((resolve) => {
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(null);
  });
const nextFrame = (): Promise<unknown> => new Promise(requestAnimationFrame);

/** Every append shown at once, without frames between: only reading and changing the DOM. */
function renderEach(name: 'ours' | 'streaming-markdown', onAppend: (index: number) => void): void {
  const box = document.createElement('div');
  document.body.replaceChildren(box);
  if (name === 'ours') {
    const reader = new MarkdownReader();
    let text = '';
    for (const [index, chunk] of CHUNKS.entries()) {
      text += chunk;
      render(reader.render(text, false, PLAIN_CONTEXT), box);
      onAppend(index);
    }
    render(reader.render(text, true, PLAIN_CONTEXT), box);
    return;
  }
  const state = parser(default_renderer(box));
  for (const [index, chunk] of CHUNKS.entries()) {
    parser_write(state, chunk);
    onAppend(index);
  }
  parser_end(state);
}

const bench = {
  /** Each append in a task of its own, as fast as they come. */
  async asFastAsPossible(name: Name): Promise<void> {
    const write = await writerOf(name);
    for (const chunk of CHUNKS) {
      write(chunk);
      await nextTask();
    }
    await nextFrame();
    await nextFrame();
  },

  /** `seconds` of 200 appends a second: the longest task, and frames a second. */
  async atSteadyRate(name: Name, seconds: number): Promise<{ longestMs: number; frames: number }> {
    const write = await writerOf(name);
    await nextFrame();
    let longestMs = 0;
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longestMs = Math.max(longestMs, duration);
    });
    observer.observe({ type: 'longtask' });
    let frames = 0;
    let isRunning = true;
    const count = (): void => {
      frames += 1;
      if (isRunning) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    const begin = performance.now();
    for (let written = 0; written < seconds * 200; ) {
      const due = Math.min(seconds * 200, Math.floor(((performance.now() - begin) / 1_000) * 200));
      for (; written < due; written++) write(CHUNKS[written % APPENDS] ?? '');
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
    isRunning = false;
    observer.disconnect();
    // What came late took longer than that.
    return { longestMs, frames: (frames / (performance.now() - begin)) * 1_000 };
  },

  /** Milliseconds for all appends, for the first tenth and for the last. */
  everyAppend(name: 'ours' | 'streaming-markdown'): { all: number; first: number; last: number } {
    const tenth = APPENDS / 10;
    const begin = performance.now();
    let first = 0;
    let beforeLast = 0;
    renderEach(name, (index) => {
      if (index === tenth - 1) first = performance.now() - begin;
      if (index === APPENDS - tenth - 1) beforeLast = performance.now();
    });
    const end = performance.now();
    return { all: end - begin, first, last: end - beforeLast };
  },

  /** Milliseconds to read `length` characters of `slow`: the best of `rounds`. */
  read(slow: SlowMarkdown, length: number, rounds: number): number {
    const text = slowText(slow, length);
    return Math.min(
      ...Array.from({ length: rounds }, () => {
        const begin = performance.now();
        new MarkdownDocument().update(text, true);
        return performance.now() - begin;
      }),
    );
  },

  /** Shows `length` characters of `slow`, to its end and until nothing is left to do: the longest task. */
  async show(slow: SlowMarkdown, length: number, way: 'at once' | 'in pieces'): Promise<number> {
    const write = await writerOf('ours');
    const element = document.querySelector('agent-markdown') as AgentMarkdown;
    let longestMs = 0;
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longestMs = Math.max(longestMs, duration);
    });
    observer.observe({ type: 'longtask' });
    const text = slowText(slow, length);
    const step = way === 'at once' ? text.length : 4;
    for (let at = 0; at < text.length; at += step) {
      write(text.slice(at, at + step));
      await nextTask();
    }
    element.streaming = false;
    for (let quiet = 0; quiet < 3; quiet = element.isUpdatePending ? 0 : quiet + 1) await nextFrame();
    observer.disconnect();
    return longestMs;
  },
};
window.bench = bench;
