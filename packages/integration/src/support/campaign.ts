import { randomUUID } from 'node:crypto';
import type { ModelPort } from '@agent-chat/agents';
import { sseTransport } from '@agent-chat/client';
import { createMemoryStore, type Logger, type Store } from '@agent-chat/core';
import { createManualClock, type ManualClock } from '@agent-chat/core/testing';
import {
  type ConversationEvent,
  type ConversationSnapshot,
  isKnownEvent,
  type KnownEvent,
  type MessageEntry,
} from '@agent-chat/protocol';
import type { BuiltInCardData, BuiltInCardType } from '@agent-chat/protocol/cards';
import { readCard } from '@agent-chat/protocol/cards';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { listen } from '@agent-chat/server/node';
import { expect, onTestFinished } from 'vitest';
import { AGENT_ID, createCampaignApp, OTHERS } from '../../../../examples/campaign-console/campaign-app.js';
import { createCampaignServer, PERSON } from '../../../../examples/campaign-console/campaign-server.js';
import { type OutboxRow, outboxOf } from '../../../../examples/campaign-console/campaign/outbox.js';
import {
  type CampaignLog,
  campaignIn,
  emptyLog,
  foldCampaign,
} from '../../../../examples/campaign-console/campaign/campaign-log.js';
import type {
  CampaignState,
  Result,
  Row,
} from '../../../../examples/campaign-console/campaign/campaign-state.js';

/** The campaign console behind its real server, as the person of its page uses it. */
export interface Console {
  readonly api: ConversationApi;
  readonly conversationId: string;
  readonly clock: ManualClock;
  /** Ends its process. What its store has is there for another one. */
  close(): Promise<void>;
  /** Sends a message and waits until nothing happens by itself any more. */
  say(text: string): Promise<void>;
  /** Presses a button of the newest card of a type that has it. */
  press(type: string, actionId: string, payload?: unknown): Promise<ActionEnd>;
  /** Says yes to the newest open approval for this tool or setting, with what was shown. */
  approve(name: string, editedArgs?: unknown): Promise<void>;
  /** Until no agent is due, and no turn is open but one that waits for a person. */
  settled(): Promise<void>;
  log(): Promise<readonly KnownEvent[]>;
  snapshot(): Promise<ConversationSnapshot>;
  /** The newest one, with its contacts by lead. */
  campaign(): Promise<ToldCampaign>;
  /** Its whole outbox, with nothing that a policy says of it. */
  rows(): Promise<readonly OutboxRow[]>;
  /** The guard policy in force, as its operators see it. */
  policy(): Promise<string>;
  /** The cards of a type, the newest last, as they stand. */
  cards<T extends BuiltInCardType>(type: T): Promise<readonly BuiltInCardData[T][]>;
  approvals(): Promise<ConversationSnapshot['control']['approvals']>;
}

export interface ToldCampaign extends Omit<CampaignState, 'rows' | 'results'> {
  readonly rows: Readonly<Record<string, Row>>;
  readonly results: Readonly<Record<string, Result>>;
}

export interface ActionEnd {
  readonly outcome?: string | undefined;
  readonly message?: string | undefined;
}

export interface ConsoleOptions {
  /** When the console's day begins. Default: the morning of a Tuesday. */
  readonly startMs?: number;
  /** Default: the planner's rules. */
  readonly model?: ModelPort;
  /** Instead of `startMs`. */
  readonly clock?: ManualClock;
  /** Where it keeps its data. Default: in memory, for this console only. */
  readonly data?: Store;
  readonly logger?: Logger;
  /** Of a console before on the same data: its process has started again. */
  readonly conversationId?: string;
}

export async function openConsole({
  startMs,
  clock = createManualClock(startMs ?? Date.UTC(2026, 4, 5, 8)),
  model,
  data,
  logger,
  conversationId: known,
}: ConsoleOptions = {}): Promise<Console> {
  const store = data ?? createMemoryStore({ clock });
  const app = createCampaignApp({ store, clock, model, ...(logger && { logger }) });
  const { server, token } = createCampaignServer(app, { withPage: false });
  const listener = await listen({ server, port: 0 });
  await app.start();
  const api = sseTransport({ url: listener.url, token });
  let closing: Promise<void> | null = null;
  const close = () =>
    (closing ??= (async () => {
      api.close();
      await listener.close();
      await app.close();
    })());
  onTestFinished(close);
  const created = { clientRequestId: 'create', participants: [PERSON, ...OTHERS] };
  const conversationId = known ?? (await api.call('createConversation', created)).conversationId;
  const life = randomUUID().slice(0, 8);
  let requests = 0;
  const command = () => ({ conversationId, clientRequestId: `console-${life}-${(requests += 1)}` });

  async function snapshot(): Promise<ConversationSnapshot> {
    for await (const frame of api.subscribe({ conversationId })) {
      if (frame.kind === 'snapshot') return frame.data.state as ConversationSnapshot;
    }
    throw new Error('There was no snapshot.');
  }

  async function log(): Promise<readonly KnownEvent[]> {
    const events: ConversationEvent[] = [];
    for (;;) {
      const page = await api.call('getEvents', {
        conversationId,
        afterSeq: events.at(-1)?.seq ?? 0,
        limit: 1_000,
      });
      events.push(...page.events);
      if (page.events.length === 0) return events.filter(isKnownEvent);
    }
  }

  const folded = async (): Promise<CampaignLog> =>
    (await log()).reduce(foldCampaign, emptyLog(conversationId));

  // Of the whole log: a snapshot has the newest only.
  const messages = async (): Promise<MessageEntry[]> =>
    [...(await folded()).state.timeline.entries].filter(
      (entry): entry is MessageEntry => entry.kind === 'message',
    );

  async function newest(): Promise<CampaignState> {
    const whole = await folded();
    const newestFirst = (await snapshot()).runs.toSorted((a, b) => b.openedSeq - a.openedSeq);
    const [found] = newestFirst.flatMap(({ runId }) => campaignIn(whole, runId) ?? []);
    if (found === undefined) throw new Error('There is no campaign.');
    return found;
  }

  async function settled(): Promise<void> {
    await expect
      .poll(
        async () => {
          const { openTurn, approvals, actions, lastClose, paused, runs } = (await snapshot()).control;
          const isHeld = paused !== null || runs.some(({ status }) => status === 'paused');
          const isParked = approvals.some(({ resolution, turn }) => resolution === null && turn > 0);
          const isAnswered = lastClose !== null && lastClose.owner !== PERSON.participantId;
          return (
            (openTurn === null ? isAnswered || isHeld : isParked) &&
            (actions.length === 0 || isParked || isHeld)
          );
        },
        { timeout: 30_000 },
      )
      .toBe(true);
  }

  return {
    api,
    conversationId,
    clock,
    close,
    settled,
    snapshot,
    log,
    async say(text) {
      await api.call('sendMessage', { ...command(), parts: [{ type: 'text', partId: 'text', text }] });
      await settled();
    },
    async press(type, actionId, payload) {
      const found = (await messages())
        .toReversed()
        .flatMap(({ message }) => message.parts.map((part) => ({ messageId: message.messageId, part })))
        .find(
          ({ part }) =>
            'card' in part &&
            part.card.type === type &&
            (actionId === 'explain' || part.card.actions?.some((action) => action.actionId === actionId)),
        );
      if (found === undefined) throw new Error(`There is no ${actionId} on a card ${type}.`);
      const { seq } = await api.call('invokeAction', {
        ...command(),
        messageId: found.messageId,
        partId: found.part.partId,
        actionId,
        ...(payload !== undefined && { payload }),
      });
      let end: ActionEnd | null = null;
      // Until it is settled, or the turn that answers it waits for a person.
      await expect
        .poll(
          async () => {
            const found = (await log()).find(
              (event) => event.type === 'action_settled' && event.payload.actionSeq === seq,
            );
            if (found?.type === 'action_settled') end = found.payload;
            const { openTurn, approvals } = (await snapshot()).control;
            const isParked = approvals.some(({ resolution, turn }) => resolution === null && turn > 0);
            return end !== null || (openTurn !== null && isParked);
          },
          { timeout: 30_000 },
        )
        .toBe(true);
      await settled();
      return end ?? {};
    },
    async approve(name, editedArgs) {
      const open = (await snapshot()).control.approvals.filter(
        ({ resolution, subject }) => resolution === null && subject.name === name,
      );
      const newest = open.at(-1);
      if (newest === undefined) throw new Error(`Nobody asks for ${name}.`);
      const { approvalId, argsHash } = newest;
      await api.call('resolveApproval', {
        ...command(),
        approvalId,
        argsHash,
        decision: 'approve',
        ...(editedArgs !== undefined && { editedArgs }),
      });
      await expect
        .poll(async () =>
          (await snapshot()).control.approvals.some(
            (one) => one.approvalId === approvalId && one.resolution === null,
          ),
        )
        .toBe(false);
      await settled();
    },
    async rows() {
      return outboxOf(app.desk.seed, await newest(), null);
    },
    async policy() {
      return (await app.desk.policies(conversationId))[0]?.source ?? '';
    },
    async campaign() {
      const { rows, results, ...rest } = await newest();
      return { ...rest, rows: Object.fromEntries(rows), results: Object.fromEntries(results) };
    },
    async cards(type) {
      return (await messages()).flatMap(({ message }) =>
        message.parts.flatMap((part) =>
          'card' in part && part.card.type === type ? [readCard(type, part.card)] : [],
        ),
      );
    },
    async approvals() {
      return (await snapshot()).control.approvals.filter(({ resolution }) => resolution === null);
    },
  };
}

/** The tools that were called, in order. */
export const toolsIn = (log: readonly KnownEvent[]): string[] =>
  log.flatMap((event) => (event.type === 'tool_call' ? [event.payload.name] : []));

/** What a tool answered, each time. */
export function outputsOf(log: readonly KnownEvent[], tool: string) {
  const ids = log.flatMap((event) =>
    event.type === 'tool_call' && event.payload.name === tool ? [event.payload.toolCallId] : [],
  );
  return log.flatMap((event) =>
    event.type === 'tool_result' && ids.includes(event.payload.toolCallId) ? [event.payload] : [],
  );
}

export { AGENT_ID, PERSON };
