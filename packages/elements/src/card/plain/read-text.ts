import { visibleControls } from '../../tool-call/inert-text.js';
import type { PlainBlock, PlainCard, PlainEntry, PlainFact } from './plain-card.js';

const FACT = /^(?<label>[\p{L}\p{N}][^:]{0,47}): +(?<value>\S.*)$/u;
const HEADING = /^(?<label>\p{L}[^:]{0,47}):$/u;
const ITEM = /^[-*•] +(?<item>\S.*)$/u;
const NUMBERED = /^\d{1,4}\. +(?<title>\S.*)$/;
const FENCE = /^```(?<language>\w*)$/;
/** What belongs to a numbered line. */
const INDENT = '   ';
const CELLS = ' | ';
const MAX_TITLE = 80;

/**
 * What a card's text says, by how such texts are written in any language: a title, `label: value`,
 * lists, numbered lines with what belongs to them indented, tables with bars, fenced code. All else is
 * text. What cannot be seen is made visible, and nothing is left out: there may be a button below it.
 */
export function readText(text: string): PlainCard {
  const [first = '', ...rest] = visibleControls(text.replaceAll(/\r\n?/g, '\n')).trim().split('\n');
  const fact = isBlock(first) ? undefined : FACT.exec(first)?.groups;
  if (fact !== undefined) {
    return { label: fact['label'] ?? '', title: fact['value'] ?? '', blocks: blocksOf(rest) };
  }
  const isTitle = rest.length > 0 && first.length <= MAX_TITLE && !isBlock(first) && !/[.!?:…]$/.test(first);
  return isTitle
    ? { label: null, title: first, blocks: blocksOf(rest) }
    : { label: null, title: null, blocks: blocksOf([first, ...rest]) };
}

function isBlock(line: string): boolean {
  return ITEM.test(line) || NUMBERED.test(line) || FENCE.test(line) || line.includes(CELLS);
}

function blocksOf(lines: readonly string[]): PlainBlock[] {
  const blocks: PlainBlock[] = [];
  for (let at = 0; at < lines.length; ) {
    const read = lines[at]?.trim() === '' ? null : blockAt(lines, at);
    if (read !== null) blocks.push(read.block);
    at = read?.end ?? at + 1;
  }
  return blocks;
}

interface Read {
  readonly block: PlainBlock;
  /** The line after it. */
  readonly end: number;
}

function blockAt(lines: readonly string[], at: number): Read {
  const heading = HEADING.exec(lines[at] ?? '')?.groups?.['label'] ?? null;
  const inside = heading === null ? at : at + 1;
  return (
    codeAt(lines, inside, heading) ??
    listAt(lines, inside, heading) ??
    entriesAt(lines, inside, heading) ??
    tableAt(lines, inside, heading) ??
    factsAt(lines, at) ??
    textAt(lines, at)
  );
}

function codeAt(lines: readonly string[], at: number, label: string | null): Read | null {
  const language = FENCE.exec(lines[at] ?? '')?.groups?.['language'];
  if (language === undefined) return null;
  const close = lines.indexOf('```', at + 1);
  const end = close === -1 ? lines.length : close;
  const text = lines.slice(at + 1, end).join('\n');
  return { block: { kind: 'code', label, text, isDiff: language === 'diff' }, end: end + 1 };
}

function listAt(lines: readonly string[], at: number, label: string | null): Read | null {
  const items: string[] = [];
  let end = at;
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? '';
    const item = ITEM.exec(line)?.groups?.['item'];
    if (item !== undefined) items.push(item);
    else if (items.length > 0 && /^ {2,}\S/.test(line)) items.push(`${items.pop() ?? ''}\n${line.trim()}`);
    else break;
  }
  return items.length === 0 ? null : { block: { kind: 'list', label, items }, end };
}

function entriesAt(lines: readonly string[], at: number, label: string | null): Read | null {
  const entries: PlainEntry[] = [];
  let end = at;
  while (end < lines.length) {
    const title = NUMBERED.exec(lines[end] ?? '')?.groups?.['title'];
    if (title === undefined) break;
    const start = end + 1;
    end = endOfIndented(lines, start);
    entries.push({
      title,
      blocks: blocksOf(lines.slice(start, end).map((line) => line.slice(INDENT.length))),
    });
  }
  return entries.length === 0 ? null : { block: { kind: 'entries', label, entries }, end };
}

/** A line without anything in it belongs to what is indented around it. */
function endOfIndented(lines: readonly string[], start: number): number {
  let end = start;
  for (let at = start; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.startsWith(INDENT)) end = at + 1;
    else if (line.trim() !== '') break;
  }
  return end;
}

function tableAt(lines: readonly string[], at: number, label: string | null): Read | null {
  const cells = (line: number): readonly string[] => lines[line]?.split(CELLS) ?? [];
  const head = cells(at);
  let end = at;
  while (head.length > 1 && cells(end).length === head.length) end += 1;
  if (end - at < 2) return null;
  const rows = lines.slice(at + 1, end).map((line) => line.split(CELLS));
  return { block: { kind: 'table', label, head, rows }, end };
}

function factsAt(lines: readonly string[], at: number): Read | null {
  const facts: PlainFact[] = [];
  let end = at;
  for (; end < lines.length; end += 1) {
    const { label, value } = FACT.exec(lines[end] ?? '')?.groups ?? {};
    if (label === undefined || value === undefined) break;
    facts.push({ label, value });
  }
  return facts.length === 0 ? null : { block: { kind: 'facts', facts }, end };
}

function textAt(lines: readonly string[], at: number): Read {
  let end = at + 1;
  while (end < lines.length && isPlain(lines[end] ?? '')) end += 1;
  return { block: { kind: 'text', text: lines.slice(at, end).join('\n') }, end };
}

function isPlain(line: string): boolean {
  return line.trim() !== '' && !isBlock(line) && !FACT.test(line) && !HEADING.test(line);
}
