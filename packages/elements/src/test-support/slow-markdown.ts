/** A text that is made by repeating its parts. */
export interface SlowMarkdown {
  readonly name: string;
  readonly parts: readonly { readonly unit: string; readonly repeat: number }[];
}

/** `slow`, repeated as often as fills about `length` characters. */
export function slowText({ parts }: SlowMarkdown, length: number): string {
  const whole = parts.reduce((sum, { unit, repeat }) => sum + unit.length * repeat, 0);
  return parts
    .map(({ unit, repeat }) =>
      unit.repeat(repeat === 1 ? 1 : Math.max(1, Math.round((repeat * length) / whole))),
    )
    .join('');
}
