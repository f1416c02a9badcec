import { createAttachments, guidanceOf } from '@agent-chat/core';
import {
  type ControlState,
  type ConversationEvent,
  type ConversationState,
  emptyState,
  foldEvent,
  foldEvents,
  fromSnapshot,
  type Guidance,
  inactiveTurns,
  isVisible,
  toSnapshot,
  type Viewer,
} from '@agent-chat/protocol';
import fc from 'fast-check';
import { expect } from 'vitest';
import { ask, callerOf, type Real } from './support/model/commands.js';
import { afterHistories, onEachStore } from './support/model/on-each-store.js';
import { POLICIES } from './support/model/world.js';

// What the log of every history is like. Each history is answered as the reference model answers it;
// see support/model.

const nothing = fc.constant(null);
const OPERATOR = { operator: true };
/** What may still be logged after the end. */
const AFTER_THE_END = new Set(['feedback_given', 'note', 'action_settled', 'erased']);

function turnOf({ type, turn, payload }: ConversationEvent): number {
  const isNamed = type === 'execution_started' || type === 'turn_cleared';
  return isNamed ? (payload as { turn: number }).turn : turn;
}

function closes({ type, finality }: ConversationEvent): boolean {
  return finality !== 'none' || type === 'turn_cleared';
}

afterHistories(
  '1. seq is dense, 1 to n, and unique; whoever reads the whole store sees the same order',
  nothing,
  async ({ world }, _model, _nothing, { store }) => {
    const { conversationId } = world;
    const log = await world.log();
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
    expect(log.every((event) => event.conversationId === conversationId)).toBe(true);

    const all = await store.events.readAll({ limit: 1_000_000 });
    expect(new Set(all.map(({ position }) => position)).size).toBe(all.length);
    const own = all.filter((event) => event.conversationId === conversationId);
    expect(own.map(({ json }) => json)).toEqual(await world.texts());
  },
);

afterHistories('2. events never change once they are logged', nothing, async ({ world, history }) => {
  const texts = await world.texts();
  for (const before of history) expect(texts.slice(0, before.length)).toEqual(before);
});

onEachStore('2. the content of a version of a document never changes', async (proof) => {
  const { store, clock, numRuns, nextConversationId } = proof;
  const put = fc.record({ bytes: fc.uint8Array({ maxLength: 8 }), document: fc.nat(2) });
  let ids = 0;
  const attachments = createAttachments({
    blobs: store.blobs,
    records: store.records,
    clock,
    ids: { next: (kind) => `${kind}-${++ids}` },
  });
  await fc.assert(
    fc.asyncProperty(fc.array(put, { maxLength: 12 }), async (puts) => {
      const of = { tenant: 'default', conversationId: nextConversationId() };
      const documents: string[] = [];
      const contents = new Map<string, Uint8Array>();
      for (const { bytes, document } of puts) {
        const docId = documents[document];
        const record = await attachments.put({
          ...of,
          name: 'a.txt',
          contentType: 'text/plain',
          bytes,
          createdBy: 'ada',
          ...(docId !== undefined && { docId }),
        });
        if (docId === undefined) documents.push(record.docId);
        expect(contents.has(`${record.docId} ${record.version}`)).toBe(false);
        contents.set(`${record.docId} ${record.version}`, bytes);
      }
      for (const [name, bytes] of contents) {
        const [docId = '', version] = name.split(' ');
        const { attachmentId } = await attachments.getByDocId({ ...of, docId, version: Number(version) });
        const stored = await attachments.content({ tenant: of.tenant, attachmentId });
        expect([...stored.bytes]).toEqual([...bytes]);
      }
    }),
    { numRuns },
  );
});

afterHistories(
  '3. at most one turn is open, it has one owner, and only its owner or the system closes it',
  nothing,
  async ({ world }) => {
    let open: { turn: number; owner: string } | null = null;
    let last = 0;
    for (const event of await world.log()) {
      const turn = turnOf(event);
      if (turn > 0 && event.type !== 'stop_requested') {
        const owner = (event.payload as { agentId?: string }).agentId ?? event.author;
        open ??= { turn: last + 1, owner };
        expect(turn).toBe(open.turn);
        expect([open.owner, 'system']).toContain(event.author);
      }
      if (!closes(event)) continue;
      last = open?.turn ?? Number.NaN;
      open = null;
    }
    expect((await world.control()).openTurn?.turn).toBe(open?.turn);
  },
);

afterHistories(
  '4. a closed turn and an ended conversation take nothing more, and there is one ending event',
  nothing,
  async (real, model) => {
    const { world } = real;
    const log = await world.log();
    const closed = new Set<number>();
    for (const event of log) {
      expect(closed.has(turnOf(event)), `event ${event.seq}`).toBe(false);
      if (closes(event)) closed.add(turnOf(event));
    }
    const end = log.findIndex(({ finality }) => finality === 'conversation');
    expect(model.ended).toBe(end !== -1);
    if (end === -1) return;
    expect(log.slice(end + 1).filter(({ type }) => !AFTER_THE_END.has(type))).toEqual([]);

    const { conversationId } = world;
    const parts = [{ type: 'text', partId: 'p1', text: 'late' }];
    const say = { conversationId, clientRequestId: 'late', parts };
    expect(await ask(real, callerOf('ada'), 0, 'sendMessage', say)).toBe('ConversationEnded');
    const start = { conversationId, agentId: 'bot' };
    expect(await ask(real, callerOf('bot'), 1, 'startExecution', start)).toBe('ConversationEnded');
    for (const { executionId, fence, agent } of model.executions) {
      const write = { ...say, executionId, fence };
      expect(await ask(real, callerOf(agent), 0, 'sendMessage', write)).toBe('StaleFence');
    }
    expect(await world.log()).toEqual(log);
  },
);

afterHistories(
  '7. who is not on the roster, and what names no conversation, gets a typed error and writes no row',
  nothing,
  async (real, _model, _nothing, { store }) => {
    const { world } = real;
    const before = await store.events.readAll({ limit: 1_000_000 });
    const parts = [{ type: 'text', partId: 'p1', text: 'x' }];
    const commands = [
      ['sendMessage', { parts }],
      ['stop', { turn: 1 }],
      ['editQueued', { messageId: 'm', parts }],
      ['cancelQueued', { messageId: 'm' }],
      ['renameConversation', { title: 'mine' }],
      ['getEvents', {}],
    ] as const;
    const other = { ...callerOf('ada'), tenant: 'other' } as ReturnType<typeof callerOf>;
    for (const [method, params] of commands) {
      const known = { clientRequestId: 'foreign', conversationId: world.conversationId, ...params };
      const unknown = { ...known, conversationId: 'no such conversation' };
      expect(await ask(real, callerOf('mallory'), 0, method, known)).toBe('UnknownConversation');
      expect(await ask(real, other, 1, method, known)).toBe('UnknownConversation');
      expect(await ask(real, callerOf('ada'), 0, method, unknown)).toBe('UnknownConversation');
      expect(await ask(real, callerOf('op'), 1, method, unknown)).toBe('UnknownConversation');
    }
    expect(await store.events.readAll({ limit: 1_000_000 })).toEqual(before);
    const kept = await store.events.findKey('default', world.conversationId, 'mallory', 'foreign');
    expect(kept).toBeNull();
    expect(await store.events.getRecord('default', 'no such conversation')).toBeNull();
  },
);

/** The guidance that a viewer at one of the nodes is shown. */
async function guidanceAt({ world }: Real, node: number): Promise<Guidance> {
  const { conversationId } = world;
  const frames = world.as(callerOf('op'), node).subscribe({ conversationId, includeGuidance: true });
  for await (const frame of frames) if (frame.kind === 'guidance') return frame.data;
  throw new Error('There was no guidance.');
}

afterHistories(
  '8. guidance is a pure function of log and policy: its kind matches the head, and somebody is due or waited for',
  nothing,
  async (real, model) => {
    const control: ControlState = await real.world.control();
    const policy = POLICIES.find(({ name }) => name === control.schedulingPolicy);
    if (policy === undefined) throw new Error('It names no policy.');
    const guidance = guidanceOf(control, policy);
    expect(await guidanceAt(real, 0)).toEqual(guidance);
    expect(await guidanceAt(real, 1)).toEqual(guidance);
    if (model.ended) expect(guidance).toMatchObject({ kind: 'ended', nextParticipantId: null });
    else if (model.open) {
      const { turn, owner } = model.open;
      expect(guidance).toMatchObject({ kind: 'continue_turn', nextParticipantId: owner, turn });
    } else {
      const { lastTurn, due } = model;
      const isPaused = model.paused && due.some((who) => model.isAgent(who));
      const [nextParticipantId = null] = isPaused ? [] : due;
      if (nextParticipantId === null) {
        const waitingFor = isPaused ? 'resume' : 'person';
        expect(guidance).toEqual({ kind: 'wait', nextParticipantId, turn: lastTurn, waitingFor });
      } else {
        const candidates = due.length > 1 ? { candidates: due } : {};
        expect(guidance).toEqual({
          kind: 'start_turn',
          nextParticipantId,
          turn: lastTurn + 1,
          ...candidates,
        });
      }
    }
  },
);

afterHistories(
  '11. a stale fence never writes, and each take-over has a greater one',
  nothing,
  async (real, model) => {
    const { world } = real;
    const log = await world.log();
    let newest = { executionId: '', fence: 0 };
    for (const event of log) {
      if (event.type === 'execution_started') {
        const started = event.payload as typeof newest;
        expect(started.fence).toBeGreaterThan(newest.fence);
        newest = started;
      } else if (event.executionId !== undefined) expect(event.executionId).toBe(newest.executionId);
    }
    const { conversationId } = world;
    const parts = [{ type: 'text', partId: 'p1', text: 'stale' }];
    const current = model.open?.execution;
    for (const execution of model.executions) {
      const { executionId, fence, agent } = execution;
      const held = { conversationId, executionId, fence: execution === current ? fence - 1 : fence };
      for (const [method, params] of [
        ['sendMessage', { clientRequestId: `stale ${fence}`, parts }],
        ['heartbeat', {}],
        ['appendDraft', { kind: 'text', messageId: 'm', partId: 'p1', offset: 0, text: 'stale' }],
        ['endExecution', { reason: 'released' }],
      ] as const) {
        expect(await ask(real, callerOf(agent), 0, method, { ...held, ...params }), method).toBe(
          'StaleFence',
        );
      }
    }
    // And without a decision in between: the store refuses what an old fence is presented with.
    const record = await world.store.getRecord('default', conversationId);
    if (record === null || record === 'gone') throw new Error('There is no such conversation.');
    const event = { seq: log.length + 1, json: JSON.stringify({ ...log.at(-1), seq: log.length + 1 }) };
    const request = { conversationId, tenant: 'default', expectedSeq: log.length, events: [event] };
    for (const { fence } of model.executions) {
      if (model.open?.live && fence === current?.fence) continue;
      expect(await world.store.append({ ...request, record, runnable: false, fence })).toEqual({
        status: 'stale_fence',
      });
    }
    expect(await world.log()).toEqual(log);
  },
);

/** What `viewer` may see of a state besides the entries of `turns`: which of those count, and what was used. */
function besidesEntries(state: ConversationState, turns: ReadonlySet<number>, viewer: Viewer) {
  const usage = [...state.timeline.usage].map(([, totals]) => totals);
  return {
    usage: new Set(usage.filter((totals) => isVisible(totals, viewer))),
    inactive: new Set([...inactiveTurns(state)].filter((turn) => turns.has(turn))),
  };
}

afterHistories(
  '13. a snapshot at any point and the rest of the log fold to what the whole log folds to',
  fc.tuple(fc.nat(1_000), fc.nat(30)),
  async ({ world }, _model, [cut, entryCount]) => {
    const log = await world.log();
    const whole = foldEvents(emptyState(world.conversationId), log);
    const at = cut % (log.length + 1);
    const before = foldEvents(emptyState(world.conversationId), log.slice(0, at));
    for (const viewer of [OPERATOR, { operator: false }, { operator: false, participantId: 'bot' }]) {
      const snapshot = JSON.parse(JSON.stringify(toSnapshot(before, viewer, entryCount))) as ReturnType<
        typeof toSnapshot
      >;
      const resumed = log.slice(at).reduce(foldEvent, fromSnapshot(snapshot));
      expect(resumed.control).toEqual(whole.control);
      // Nothing that the viewer may see is left out but what is older than was asked for.
      const earlier = [...whole.timeline.entries].slice(0, before.timeline.entries.length);
      const later = [...whole.timeline.entries].slice(earlier.length);
      const visible = earlier.filter((entry) => isVisible(entry, viewer));
      const kept = resumed.timeline.entries.length - later.length;
      const newest = earlier.slice(Math.max(0, earlier.length - entryCount));
      expect(kept).toBeGreaterThanOrEqual(newest.filter((entry) => visible.includes(entry)).length);
      const shown = [...visible.slice(visible.length - kept), ...later];
      expect([...resumed.timeline.entries]).toEqual(shown);
      const turns = new Set(shown.map(({ turn }) => turn));
      expect(besidesEntries(resumed, turns, viewer)).toEqual(besidesEntries(whole, turns, viewer));
    }
    // And by way of the nodes: what a new viewer is sent is the fold of what is stored.
    const frames = world.as(callerOf('op'), 1).subscribe({ conversationId: world.conversationId });
    for await (const frame of frames) {
      if (frame.kind !== 'snapshot') continue;
      expect(JSON.parse(JSON.stringify(frame.data.state))).toEqual(
        JSON.parse(JSON.stringify(toSnapshot(whole, OPERATOR, 200))),
      );
      break;
    }
  },
);
