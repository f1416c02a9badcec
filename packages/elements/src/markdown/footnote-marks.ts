import type { MessageTable } from '../messages/message-table.js';

export interface FootnoteMark {
  readonly number: number;
  /** What is said in place of the number. */
  readonly name: string;
}

/** What stands where a footnote is named. One may be named thousands of times: its words are found once. */
export class FootnoteMarks {
  /** Of the footnotes that are shown, by their labels, from 1. */
  numbers: ReadonlyMap<string, number> = new Map();
  readonly #messages: MessageTable;
  readonly #marks = new Map<number, FootnoteMark>();

  constructor(messages: MessageTable) {
    this.#messages = messages;
  }

  of(label: string): FootnoteMark {
    const number = this.numbers.get(label) ?? 0;
    const known = this.#marks.get(number);
    if (known !== undefined) return known;
    const mark = { number, name: this.#messages.footnote(number) };
    this.#marks.set(number, mark);
    return mark;
  }
}
