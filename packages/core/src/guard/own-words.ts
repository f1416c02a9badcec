/** A sentence of a message, with its place there. */
export interface Sentence {
  readonly text: string;
  readonly start: number;
  readonly isQuestion: boolean;
  /** It may go on in the next one: they are parted by a line break alone, a semicolon or dots. */
  readonly isLoose: boolean;
}

/** Stands for what is left out, and is part of no phrase. */
const LEFT_OUT = '\uFFFC';

const OPENERS: Readonly<Record<string, string>> = {
  '"': '"',
  '“': '”',
  '”': '”',
  '„': '“”',
  '«': '»',
  '»': '«',
  '‘': '’',
  '`': '`',
  '(': ')',
  '[': ']',
  '{': '}',
};

/**
 * The sentences of a message that are its author's own plain words. Code, quotes, lists, tables,
 * headings and what stands in quotation marks or brackets is left out, and so is everything that
 * follows a line ending in a colon: it may be somebody else's.
 */
export function ownSentences(message: string): readonly Sentence[] {
  return sentencesOf(withoutQuotations(withoutStructure(message)));
}

const FENCE = /^ {0,3}(?:```|~~~)/;
const STRUCTURE = /^(?: {4}|\t|\s*(?:>|[-*+•|#]|\d+[.)]\s))/;
const ANNOUNCES = /:[^\p{L}\p{N}]*$/u;

function withoutStructure(message: string): string {
  let isFenced = false;
  let isStructured = false;
  let isAnnounced = false;
  return message
    .split('\n')
    .map((line) => {
      const isFence = FENCE.test(line);
      if (isFence) isFenced = !isFenced;
      // A line right below a quote or a list item belongs to it, by the rules of markdown.
      isStructured = line.trim() !== '' && (isStructured || STRUCTURE.test(line));
      const isOut = isFence || isFenced || isStructured || isAnnounced;
      isAnnounced ||= ANNOUNCES.test(line);
      return isOut ? LEFT_OUT.repeat(line.length) : line;
    })
    .join('\n');
}

function withoutQuotations(text: string): string {
  let result = '';
  let closers = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    if (closers !== '') {
      result += character === '\n' ? '\n' : LEFT_OUT;
      if (closers.includes(character)) closers = '';
    } else if (OPENERS[character] !== undefined || isSingleQuote(text, at)) {
      closers = OPENERS[character] ?? "'";
      result += LEFT_OUT;
    } else {
      result += character;
    }
  }
  return result;
}

/** An apostrophe has a letter before it. */
function isSingleQuote(text: string, at: number): boolean {
  return text[at] === "'" && !/[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, at - 2), at));
}

const ENDS = '.!?;…\n。！？；؟';
const QUESTIONS = '?？؟';

function sentencesOf(text: string): readonly Sentence[] {
  const sentences: Sentence[] = [];
  let start = 0;
  const close = (end: number, ending: string, isLoose: boolean) => {
    const words = text.slice(start, end);
    const from = start + (words.length - words.trimStart().length);
    const isQuestion = Array.from(ending).some((one) => QUESTIONS.includes(one));
    if (words.trim() === '' && !isQuestion) return;
    sentences.push({ text: words.trim(), start: from, isQuestion, isLoose });
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    // A point inside a number or a name ends nothing.
    if (!ENDS.includes(character) || (character === '.' && /[^\s.!?…]/.test(text[at + 1] ?? ' '))) continue;
    let end = at + 1;
    while (character !== '\n' && isMark(text[end])) end += 1;
    const ending = text.slice(at, end);
    close(at, ending, character === '\n' ? !isBlankLine(text, end) : /[;；…]|\.\./.test(ending));
    start = end;
    at = end - 1;
  }
  close(text.length, '', false);
  return sentences;
}

function isMark(character: string | undefined): boolean {
  return character !== undefined && character !== '\n' && ENDS.includes(character);
}

function isBlankLine(text: string, at: number): boolean {
  const end = text.indexOf('\n', at);
  return text.slice(at, end === -1 ? text.length : end).trim() === '';
}
