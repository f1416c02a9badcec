import type { ChatState, PendingCommand } from '@agent-chat/client';
import type { Participant, StopMode } from '@agent-chat/protocol';
import { reachOf } from '../connection-status/reach.js';

/** A message that the server refused for now. */
export interface HeldBackMessage {
  readonly clientRequestId: string;
  /** When it is sent again by itself, in milliseconds since 1970. */
  readonly retryAt: number;
  /** More came from here than the server takes; else it takes nothing at present. */
  readonly isTooMuch: boolean;
}

/** What the composer shows of the state. */
export interface ComposerState {
  readonly isAgentsTurn: boolean;
  readonly stop: StopMode | null;
  readonly ended: boolean;
  /** A message is under way to the server. */
  readonly isSending: boolean;
  readonly heldBack: HeldBackMessage | null;
  readonly participants: readonly Participant[];
}

const NOBODY: readonly Participant[] = [];

export function selectComposer({ connection, conversation, pending }: ChatState): ComposerState {
  const control = conversation?.control;
  const turn = control?.openTurn ?? null;
  const owner = control?.participants.find(({ participantId }) => participantId === turn?.owner);
  // The press shows at once, before the log has it.
  const asked = pending.findLast(
    (command) =>
      command.method === 'stop' && command.status === 'sending' && command.params.turn === turn?.turn,
  );
  const askedMode = asked?.method === 'stop' ? (asked.params.mode ?? 'graceful') : null;
  return {
    isAgentsTurn: turn !== null && owner?.kind === 'agent',
    stop: turn?.stop ?? askedMode,
    ended: control?.ended === true,
    isSending: reachOf(connection) === 'now' && pending.some(isUnderWay),
    heldBack: heldBackIn(pending),
    participants: control?.participants ?? NOBODY,
  };
}

export function isSameComposer(a: ComposerState, b: ComposerState): boolean {
  return (
    a.isAgentsTurn === b.isAgentsTurn &&
    a.stop === b.stop &&
    a.ended === b.ended &&
    a.isSending === b.isSending &&
    a.participants === b.participants &&
    a.heldBack?.clientRequestId === b.heldBack?.clientRequestId &&
    a.heldBack?.retryAt === b.heldBack?.retryAt
  );
}

function isUnderWay({ method, status, retryAt }: PendingCommand): boolean {
  return method === 'sendMessage' && status === 'sending' && retryAt === undefined;
}

function heldBackIn(pending: readonly PendingCommand[]): HeldBackMessage | null {
  for (const { method, clientRequestId, retryAt, error } of pending) {
    if (method !== 'sendMessage' || retryAt === undefined) continue;
    return { clientRequestId, retryAt, isTooMuch: error?.code === 'RateLimited' };
  }
  return null;
}
