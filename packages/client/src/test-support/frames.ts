import {
  emptyState,
  FOLD_VERSION,
  type Frame,
  foldEvents,
  type Hello,
  toSnapshot,
} from '@agent-chat/protocol';
import { type Applied, applyFrame } from '../state/apply-frame.js';
import { initialSync, type SyncState } from '../state/sync-state.js';
import { CONVERSATION_ID, draft, type EventSeed, eventAt } from './events.js';

export function hello(rest: Partial<Hello> = {}): Frame {
  const limits = { maxMessageBytes: 65_536 };
  return {
    kind: 'hello',
    data: { conversationId: CONVERSATION_ID, epoch: 'e1', head: 1_000, limits, ...rest },
  };
}

/** Events of one log, from `firstSeq` on. */
export function events(firstSeq: number, ...seeds: readonly EventSeed[]): Frame[] {
  return seeds.map((seed, index) => ({ kind: 'event', data: eventAt(firstSeq + index, seed) }));
}

/** The same, each message following the one before it; the first one follows `parentId`. */
export function chained(parentId: string | null, ...seeds: readonly EventSeed[]): EventSeed[] {
  let parent = parentId;
  return seeds.map((seed) => {
    if (seed.type !== 'message') return seed;
    const payload = seed.payload as { readonly messageId: string };
    const linked = { ...seed, payload: { ...payload, parentId: parent } };
    parent = payload.messageId;
    return linked;
  });
}

export function caughtUp(seq: number): Frame {
  return { kind: 'caught_up', data: { seq } };
}

export function draftFrame(...args: Parameters<typeof draft>): Frame {
  return { kind: 'draft', data: draft(...args) };
}

export function snapshot(...seeds: readonly EventSeed[]): Frame {
  const log = seeds.map((seed, index) => eventAt(index + 1, seed));
  const folded = foldEvents(emptyState(CONVERSATION_ID), log);
  const state: unknown = JSON.parse(JSON.stringify(toSnapshot(folded, { operator: true }, 200)));
  return { kind: 'snapshot', data: { atSeq: log.length, foldVersion: FOLD_VERSION, state } };
}

/** Applies frames one after the other until one is not simply applied. */
export function feed(frames: readonly Frame[], from: SyncState = initialSync(CONVERSATION_ID)): Applied {
  let result: Applied = { outcome: 'applied', state: from };
  for (const frame of frames) {
    result = applyFrame(result.state, frame);
    if (result.outcome !== 'applied') break;
  }
  return result;
}

/** Applies frames that must all be applied. */
export function feedAll(frames: readonly Frame[], from?: SyncState): SyncState {
  const result = feed(frames, from);
  if (result.outcome === 'resync') throw result.error;
  return result.state;
}
