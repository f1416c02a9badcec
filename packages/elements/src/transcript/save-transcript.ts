import type { ChatClient } from '@agent-chat/client';
import { render } from 'lit';
import { MarkdownReader } from '../markdown/markdown-reader.js';
import type { LocaleText } from '../messages/locale-text.js';
import { readTranscript } from './read-transcript.js';
import { safeHtml } from './safe-html.js';
import { transcriptHtml } from './transcript-html.js';
import { transcriptJson } from './transcript-json.js';
import { transcriptMarkdown } from './transcript-markdown.js';

export const TRANSCRIPT_FORMATS = ['markdown', 'html', 'json'] as const;
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number];

const FILES = {
  markdown: { type: 'text/markdown', ending: 'md' },
  html: { type: 'text/html', ending: 'html' },
  json: { type: 'application/json', ending: 'json' },
} as const;

/**
 * The whole conversation as a file, with what has to be read of its past first.
 * @throws AgentChatError what the server refused
 */
export async function transcriptFile(
  client: ChatClient,
  format: TranscriptFormat,
  text: LocaleText,
  now = new Date(),
): Promise<File> {
  const transcript = await readTranscript(client);
  const day = new Intl.DateTimeFormat(text.locale, { dateStyle: 'long' }).format(now);
  const title = transcript.title ?? text.messages.transcriptOf(day);
  const { type, ending } = FILES[format];
  const content =
    format === 'json'
      ? transcriptJson(transcript, now.getTime())
      : format === 'markdown'
        ? transcriptMarkdown(transcript, title, text)
        : transcriptHtml(transcript, title, text, (markdown) => htmlOf(markdown, text));
  return new File([content], `${fileName(title)}.${ending}`, { type: `${type};charset=utf-8` });
}

/** Gives the file to the person, as a browser gives a download. */
export function download(file: File): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  // The browser has taken it up when the click is over; Safari a little later.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Markdown as the chat renders it, in an element that no page has. */
function htmlOf(markdown: string, { messages }: LocaleText): string {
  const place = document.createElement('div');
  render(
    new MarkdownReader().render(markdown, true, {
      messages,
      baseUrl: undefined,
      citations: [],
      highlighter: null,
      math: null,
      images: new Map(),
      maxRows: Infinity,
      onImage: () => undefined,
      onSource: () => undefined,
      onJump: () => undefined,
      onChange: () => undefined,
      onFailure: () => undefined,
    }),
    place,
  );
  return safeHtml(place);
}

function fileName(title: string): string {
  return (
    title
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 80) || 'conversation'
  );
}
