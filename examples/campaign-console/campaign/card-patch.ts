import type { Card, ConversationState, MethodParams } from '@agent-chat/protocol';

type Patch = MethodParams<'patchCard'>['patch'];

export interface ShownCard {
  readonly messageId: string;
  readonly partId: string;
  readonly card: Card;
  readonly rev: number;
}

/** The cards of a type, the newest first. */
export function* cardsOf({ timeline: { entries } }: ConversationState, type: string): Generator<ShownCard> {
  for (let place = entries.end - 1; place >= entries.first; place -= 1) {
    const entry = entries.get(place);
    if (entry?.kind !== 'message') continue;
    const { messageId, parts } = entry.message;
    for (const part of parts) {
      if (!('card' in part) || part.card.type !== type) continue;
      const { partId, card } = part;
      yield { messageId, partId, card, rev: entry.cardRevs?.[partId] ?? 0 };
    }
  }
}

/** What has changed, field by field, and row by row of a list of the same length. */
export function differences(before: unknown, after: unknown, path: string): Patch {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after)) {
    return [{ op: 'replace', path, value: after as never }];
  }
  if (Array.isArray(before) && Object.keys(before).length !== Object.keys(after).length) {
    return [{ op: 'replace', path, value: after }];
  }
  const patch: Patch = [];
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const at = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (after[key] === undefined) patch.push({ op: 'remove', path: at });
    else if (before[key] === undefined) patch.push({ op: 'add', path: at, value: after[key] as never });
    else patch.push(...differences(before[key], after[key], at));
  }
  return patch;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
