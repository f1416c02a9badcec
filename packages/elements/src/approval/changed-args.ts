import { type ArgumentRow, argumentRow } from './argument-text.js';
import { isEqual, isNamed } from './edited-args.js';

/** One argument of what is about to run, beside what was asked for. */
export interface ChangedArgument {
  readonly change: 'same' | 'changed' | 'added' | 'left_out';
  /** As it will run; of one that is left out, as it was asked for. */
  readonly row: ArgumentRow;
  /** As it was asked for, where that is something else. */
  readonly before: ArgumentRow | null;
}

/** Every argument that will run, in its order, and behind them those that will not. */
export function changedArgs(asked: unknown, edited: unknown): readonly ChangedArgument[] {
  if (!isNamed(asked) || !isNamed(edited)) return [changed(null, asked, edited)];
  const before = new Map(Object.entries(asked));
  const after = new Map(Object.entries(edited));
  return [
    ...Array.from(after, ([name, value]): ChangedArgument => {
      return before.has(name)
        ? changed(name, before.get(name), value)
        : { change: 'added', row: argumentRow(name, value), before: null };
    }),
    ...Array.from(before)
      .filter(([name]) => !after.has(name))
      .map(([name, value]): ChangedArgument => {
        return { change: 'left_out', row: argumentRow(name, value), before: null };
      }),
  ];
}

function changed(name: string | null, asked: unknown, edited: unknown): ChangedArgument {
  const isSame = isEqual(asked, edited);
  return {
    change: isSame ? 'same' : 'changed',
    row: argumentRow(name, edited),
    before: isSame ? null : argumentRow(name, asked),
  };
}
