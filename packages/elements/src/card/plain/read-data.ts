import { formatDollars } from '../../messages/format-money.js';
import { inertText, MAX_INERT_LENGTH, visibleControls } from '../../tool-call/inert-text.js';
import { nameWords, type PlainBlock, type PlainCard, type PlainEntry, type PlainFact } from './plain-card.js';

/** Four decimals, and more of what would be next to nothing. */
const NUMBERS = {
  maximumFractionDigits: 4,
  maximumSignificantDigits: 4,
  roundingPriority: 'morePrecision',
} as const;
/** Deeper than this few can read anything. */
const MAX_DEPTH = 4;
const MAX_ITEMS = 100;
const MAX_COLUMNS = 6;
/** A text that is longer has lines of its own. */
const MAX_VALUE = 120;
/** Fields that say what a thing is called, the best first. */
const TITLES = ['title', 'name', 'label', 'caption', 'subject', 'message', 'id'];

/**
 * The data of a card that brings no text, in words: fields with labels, lists, tables of what is alike.
 * Numbers are written as `locale` has them; only what lies too deep is shown as JSON.
 */
export function readData(type: string, data: unknown, locale: string | undefined): PlainCard {
  const reader = new DataReader(locale);
  const label = nameWords(visibleControls(type));
  const name = isObject(data) ? TITLES.slice(0, 4).find((key) => isShort(data[key])) : undefined;
  const { [name ?? '']: title, ...rest } = isObject(data) ? data : {};
  const words =
    name === undefined
      ? { label: null, title: label, blocks: reader.blocks(data, 0) }
      : { label, title: reader.value(name, title), blocks: reader.blocks(rest, 0) };
  return reader.isCut ? { ...words, isCut: true } : words;
}

class DataReader {
  readonly #locale: string | undefined;
  readonly #numbers: Intl.NumberFormat;
  /** Whether something was left out. */
  isCut = false;

  constructor(locale: string | undefined) {
    this.#locale = locale;
    this.#numbers = new Intl.NumberFormat(locale, NUMBERS);
  }

  blocks(data: unknown, depth: number): PlainBlock[] {
    if (Array.isArray(data)) return [this.#array(null, data, depth)];
    if (!isObject(data)) return isEmpty(data) ? [] : [{ kind: 'text', text: this.value('', data) }];
    const blocks: PlainBlock[] = [];
    let facts: PlainFact[] = [];
    const flush = (): void => {
      if (facts.length > 0) blocks.push({ kind: 'facts', facts });
      facts = [];
    };
    const fields = Object.entries(data);
    for (const [key, value] of fields.slice(0, MAX_ITEMS)) {
      if (isEmpty(value)) continue;
      const label = nameWords(visibleControls(key.replace(/MicroUsd$/, '')));
      if (isShort(value)) facts.push({ label, value: this.value(key, value) });
      else if (isObject(value) && isFlat(value)) facts.push({ label, value: this.#inLine(value) });
      else {
        flush();
        blocks.push(this.#block(label, value, depth));
      }
    }
    flush();
    const left = this.#left(fields).map((text): PlainBlock => ({ kind: 'text', text }));
    return [...blocks, ...left];
  }

  /** What stands for the items that are too many. */
  #left({ length }: readonly unknown[]): string[] {
    return length > MAX_ITEMS ? [this.#more(length - MAX_ITEMS)] : [];
  }

  #more(count: number): string {
    this.isCut = true;
    return `… +${this.#numbers.format(count)}`;
  }

  #text(value: unknown): string {
    const text = inertText(value);
    // Also without a cut: nobody reads so many characters that cannot be seen.
    this.isCut ||= text.length > MAX_INERT_LENGTH;
    return text;
  }

  /** A number, a yes or no, or a text. */
  value(key: string, value: unknown): string {
    if (typeof value === 'boolean') return value ? '✓' : '–';
    if (typeof value !== 'number') return this.#text(value);
    if (!key.endsWith('MicroUsd')) return this.#numbers.format(value);
    return formatDollars(value, this.#locale, { maximumFractionDigits: 4 });
  }

  #block(label: string, value: unknown, depth: number): PlainBlock {
    if (typeof value === 'string') return { kind: 'code', label, text: this.#text(value), isDiff: false };
    if (depth >= MAX_DEPTH) return { kind: 'code', label, text: this.#text(value), isDiff: false };
    if (Array.isArray(value)) return this.#array(label, value, depth);
    return {
      kind: 'entries',
      label: null,
      entries: [{ title: label, blocks: this.blocks(value, depth + 1) }],
    };
  }

  #array(label: string | null, all: readonly unknown[], depth: number): PlainBlock {
    const items = all.slice(0, MAX_ITEMS);
    const left = this.#left(all);
    const objects = items.filter(isObject);
    if (objects.length < items.length) {
      const words = items.map((item) =>
        isObject(item) && isFlat(item) ? this.#inLine(item) : this.value('', item),
      );
      return { kind: 'list', label, items: [...words, ...left] };
    }
    const keys = [...new Set(objects.flatMap((object) => Object.keys(object)))];
    if (keys.length <= MAX_COLUMNS && objects.every(isFlat)) {
      const cell = (object: Readonly<Record<string, unknown>>) => (key: string) =>
        isEmpty(object[key]) ? '' : this.value(key, object[key]);
      const rows = [...objects.map((object) => keys.map(cell(object))), ...left.map((text) => [text])];
      const head = keys.map((key) => nameWords(visibleControls(key.replace(/MicroUsd$/, ''))));
      return { kind: 'table', label, head, rows };
    }
    const entries = objects.map((object, at) => this.#entry(object, at, depth));
    return { kind: 'entries', label, entries: [...entries, ...left.map((title) => ({ title, blocks: [] }))] };
  }

  #entry(object: Readonly<Record<string, unknown>>, at: number, depth: number): PlainEntry {
    const name = TITLES.find((key) => isShort(object[key]) && object[key] !== '');
    const title = name === undefined ? this.#numbers.format(at + 1) : this.value(name, object[name]);
    return { title, blocks: this.blocks(object, depth + 1) };
  }

  #inLine(object: Readonly<Record<string, unknown>>): string {
    const given = Object.entries(object).filter(([, value]) => !isEmpty(value));
    return given
      .map(([key, value]) => `${nameWords(visibleControls(key)).toLowerCase()} ${this.value(key, value)}`)
      .join(', ');
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** Whether it fits beside a label. */
function isShort(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= MAX_VALUE && !value.includes('\n');
  return typeof value === 'number' || typeof value === 'boolean';
}

function isFlat(object: Readonly<Record<string, unknown>>): boolean {
  return Object.values(object).every((value) => isEmpty(value) || isShort(value));
}
