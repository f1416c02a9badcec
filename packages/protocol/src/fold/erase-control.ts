import { withoutFields } from '../values/fields.js';
import type { ControlState, TurnClose } from './state.js';

/** What is open without the content of the events that were erased: as the blanked log folds to. */
export function eraseFromControl(control: ControlState, erased: ReadonlySet<number>): ControlState {
  const { queue, approvals, actions, lastClose } = control;
  return {
    ...control,
    queue: changed(queue, erased, (queued) => ({
      ...withoutFields(queued, 'replyTo', 'unknown'),
      parts: [],
    })),
    approvals: changed(approvals, erased, (approval) => ({ ...approval, args: null, argsHash: '' })),
    actions: changed(actions, erased, (action) => withoutFields(action, 'payload', 'partId')),
    lastClose: lastClose && {
      ...unnamed(lastClose, erased),
      answers: lastClose.answers && unnamed(lastClose.answers, erased),
    },
  };
}

function unnamed<T extends TurnClose>(close: T, erased: ReadonlySet<number>): T {
  return erased.has(close.seq) ? { ...close, mentions: [] } : close;
}

function changed<T extends { readonly seq: number }>(
  items: readonly T[],
  erased: ReadonlySet<number>,
  change: (item: T) => T,
): readonly T[] {
  return items.some(({ seq }) => erased.has(seq))
    ? items.map((item) => (erased.has(item.seq) ? change(item) : item))
    : items;
}
