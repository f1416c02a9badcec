/** A text that is made by repeating its parts. */
export interface SlowMarkdown {
  readonly name: string;
  readonly parts: readonly { readonly unit: string; readonly repeat: number }[];
}

/** What parsers search for to the end of the text again and again. */
export const SLOW_OF_OUR_OWN: readonly SlowMarkdown[] = [
  ['<!-- a '],
  ['<a b="'],
  [`<a b='<a b="`],
  ['a \n'],
  ['a  \n'],
  ['[a](b "'],
  ['***a '],
  ['~a~~b'],
  ['a', ' ', 'b'],
  ['# a', ' ', 'b'],
  ['# a', ' #', 'b'],
  ['<a b', ' ', 'c'],
  ['|a', ' ', 'b|\n|-|\n'],
  ['a\n|', ' -', 'b'],
  ['```', ' a`', 'b'],
  ['www.a.b', '&a;', ')'],
  ['(www.a_.b '],
  ['www.a.b)'],
  ['- a\n'],
  ['> a\n'],
  ['a', '\n> ', 'b'],
  ['[a]: b\n'],
  ['[^a]: b\n[^a]'],
].map((units) => ({
  name: JSON.stringify(units.join('')),
  parts: units.map((unit, index) => ({ unit, repeat: units.length === 1 || index === 1 ? 50_000 : 1 })),
}));

/** `slow`, repeated as often as fills about `length` characters. */
export function slowText({ parts }: SlowMarkdown, length: number): string {
  const whole = parts.reduce((sum, { unit, repeat }) => sum + unit.length * repeat, 0);
  return parts
    .map(({ unit, repeat }) =>
      unit.repeat(repeat === 1 ? 1 : Math.max(1, Math.round((repeat * length) / whole))),
    )
    .join('');
}
