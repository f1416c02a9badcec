import {
  AgentChatError,
  canonicalJson,
  type Card,
  type ControlState,
  isCard,
  type JsonPatch,
  type Part,
} from '@agent-chat/protocol';
import { type GuardResult, type PolicyRow, policyRowsAt } from '../guard/evaluate-policy.js';
import { isAgent } from '../policy/participant-kind.js';
import { evaluateInForce, policyInForce, type ReadPolicy } from './guard-call.js';

/** A card as the guard policy in force lets it be shown. */
export interface GuardedCard {
  /** The rows of an outbox say what the policy says of them. */
  readonly card: Card;
  /** What forbids the card, and not a row of it alone. */
  readonly forbidding: readonly GuardResult[];
}

/**
 * The parts of a message as they may be logged: what an agent proposes by its cards is held to the guard
 * policy in force, what people write is not.
 *
 * @throws AgentChatError `PolicyViolation`, with the place of the card among the parts as `details.index`
 */
export function guardedParts(
  control: ControlState,
  author: string,
  parts: readonly Part[],
  readPolicy: ReadPolicy,
): readonly Part[] {
  if (policyInForce(control) === null || !isAgent(control, author)) return parts;
  return parts.map((part, index): Part => {
    if (!('card' in part) || !isCard(part.card)) return part;
    const { card, forbidding } = guardedCard(control, part.card, readPolicy);
    if (forbidding.length > 0) throw cardForbidden(card, forbidding, { index });
    return { ...part, card };
  });
}

/**
 * What a rule says of one row of an outbox stands in that row, for people to see and to mend: `block` too.
 * Anything else that blocks forbids the card. What a rule asks a person about is shown to one by the card.
 */
export function guardedCard(control: ControlState, card: Card, readPolicy: ReadPolicy): GuardedCard {
  // What was said of a row before is no words of the agent's.
  const bare = withPolicies(card, () => []);
  const proposal = { kind: 'card', name: card.type, args: bare.data } as const;
  const evaluation = evaluateInForce(control, proposal, readPolicy);
  if (evaluation === null) return { card, forbidding: [] };
  const rows = new Set(rowsOf(card).map(([path]) => path));
  return {
    card: withPolicies(card, (path) => policyRowsAt(evaluation, path)),
    forbidding: evaluation.results.filter(({ status, path = '' }) => {
      return status === 'block' && !rows.has(path.split('/').slice(0, ROW_DEPTH).join('/'));
    }),
  };
}

export function cardForbidden(
  { type }: Card,
  forbidding: readonly GuardResult[],
  details: Readonly<Record<string, unknown>>,
): AgentChatError {
  const [first] = forbidding;
  const why = first?.note === undefined ? '' : `: ${first.note}`;
  return new AgentChatError('PolicyViolation', `The guard policy forbids this card of type ${type}${why}`, {
    details: { ...details, results: forbidding },
  });
}

/** The changes that make of a card the one that the policy has looked at. */
export function rowChanges(card: Card, guarded: Card): JsonPatch {
  const before = new Map(rowsOf(card));
  return rowsOf(guarded).flatMap(([path, row]) => {
    const value = row['policy'];
    const isSame = canonicalJson(value) === canonicalJson(before.get(path)?.['policy'] ?? null);
    if (isSame) return [];
    return [{ op: 'add' as const, path: `/data${path}/policy`, value }];
  });
}

type Row = Readonly<Record<string, unknown>>;

/** `/samples/3` splits into so many. */
const ROW_DEPTH = 3;

/** The rows of an outbox, each with where it stands in the data of its card, as a JSON pointer. */
function rowsOf({ type, data }: Card): (readonly [path: string, row: Row])[] {
  if (type !== 'outbox' || !isRecord(data) || !Array.isArray(data['samples'])) return [];
  const samples: readonly unknown[] = data['samples'];
  return samples.flatMap((row, index) => (isRecord(row) ? [[`/samples/${index}`, row] as const] : []));
}

function withPolicies(card: Card, policyAt: (path: string) => readonly PolicyRow[]): Card {
  const rows = new Map(rowsOf(card));
  if (rows.size === 0) return card;
  const data = card.data as { readonly samples: readonly unknown[] };
  const samples = data.samples.map((one, index) => {
    const path = `/samples/${index}`;
    return rows.has(path) ? { ...(one as Row), policy: policyAt(path) } : one;
  });
  return { ...card, data: { ...data, samples } };
}

function isRecord(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
