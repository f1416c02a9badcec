import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import { type Caller, type ConversationEvent, type Frame, parseEvent } from '@agent-chat/protocol';
import { FULL } from '@agent-chat/protocol/test-support';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { talkativeAgent } from './support/talkative-agent.js';

/** The files as a program in any language finds them in the package. */
const folder = dirname(createRequire(import.meta.url).resolve('@agent-chat/protocol/schema/event.json'));
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
for (const name of readdirSync(folder)) {
  ajv.addSchema(JSON.parse(readFileSync(join(folder, name), 'utf8')) as object);
}
const validatorOf = (file: string, id: string) =>
  ajv.getSchema(`agent-chat:/schema/${file}.json#/$defs/${id}`)!;

const CALLER: Caller = { kind: 'operator', tenant: 'default', participantId: 'ada' };

/** A conversation as it really goes: a tool, a card, a message that waits, a turn that is stopped. */
async function record(): Promise<{ results: Record<string, unknown>; frames: Frame[] }> {
  const orchestrator = createOrchestrator({
    store: createMemoryStore(),
    agents: { bot: talkativeAgent(1) },
  });
  const api = orchestrator.as(CALLER);
  const parts = [{ type: 'text', partId: 'p1', text: 'Hello' }];
  const created = await api.call('createConversation', {
    clientRequestId: 'r1',
    participants: [
      { participantId: 'ada', kind: 'user', displayName: 'Ada' },
      { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
    ],
  });
  const { conversationId } = created;
  const frames: Frame[] = [];
  const leaving = new AbortController();
  const subscription = api.subscribe(
    { conversationId, cursor: '0', includeGuidance: true },
    { signal: leaving.signal },
  );
  const sent = await api.call('sendMessage', { conversationId, clientRequestId: 'r2', parts });
  let stopped: unknown;
  for await (const frame of subscription) {
    frames.push(frame);
    if (frame.kind !== 'event') continue;
    const { type, finality, author } = frame.data;
    if (type === 'execution_started' && stopped === undefined && frames.some(isQueued)) {
      const { turn } = frame.data.payload as { turn: number };
      stopped = await api.call('stop', { conversationId, clientRequestId: 'r5', turn, mode: 'hard' });
    }
    if (type === 'tool_started' && !frames.some(isQueued)) {
      const waiting = await api.call('sendMessage', { conversationId, clientRequestId: 'r3', parts });
      const { messageId } = waiting;
      await api.call('editQueued', { conversationId, clientRequestId: 'r4', messageId, parts });
    }
    if (finality === 'turn' && author !== 'ada' && stopped !== undefined) leaving.abort();
    if (type === 'turn_cleared') leaving.abort();
  }
  const late = api.subscribe({ conversationId }, { signal: AbortSignal.timeout(20_000) });
  for await (const frame of late) {
    frames.push(frame);
    if (frame.kind === 'caught_up') break;
  }
  const results = {
    CreateConversationResult: created,
    SendMessageResult: sent,
    StopResult: stopped,
    GetEventsResult: await api.call('getEvents', { conversationId }),
    GetConversationResult: await api.call('getConversation', { conversationId }),
    ListConversationsResult: await api.call('listConversations', {}),
  };
  await orchestrator.close();
  return { results, frames };
}

const isQueued = (frame: Frame): boolean => frame.kind === 'event' && frame.data.type === 'message_queued';

let recorded: Awaited<ReturnType<typeof record>>;
let events: readonly ConversationEvent[];
beforeAll(async () => {
  recorded = await record();
  events = recorded.frames.flatMap((frame) => (frame.kind === 'event' ? [frame.data] : []));
}, 60_000);

describe('the JSON Schemas of the package', () => {
  it('take every event of a real conversation, and every kind of it', () => {
    const validate = validatorOf('event', 'ConversationEvent');
    for (const event of events) {
      expect(validate(event), JSON.stringify([event, validate.errors])).toBe(true);
    }
    expect([...new Set(events.map(({ type }) => type))]).toEqual(
      expect.arrayContaining([
        'created',
        'message',
        'execution_started',
        'tool_call',
        'tool_started',
        'tool_result',
        'usage',
        'message_queued',
        'queued_changed',
        'stop_requested',
      ]),
    );
  });

  it('take every frame of it', () => {
    const validate = validatorOf('frame', 'Frame');
    for (const { kind, data } of recorded.frames) {
      expect(validate({ kind, data }), JSON.stringify([kind, data, validate.errors])).toBe(true);
    }
    const kinds = new Set(recorded.frames.map(({ kind }) => kind));
    expect([...kinds]).toEqual(
      expect.arrayContaining(['hello', 'event', 'draft', 'caught_up', 'snapshot', 'guidance', 'progress']),
    );
  });

  it('take every result', () => {
    for (const [id, result] of Object.entries(recorded.results)) {
      const validate = validatorOf('methods', id);
      expect(validate(result), JSON.stringify([id, result, validate.errors])).toBe(true);
    }
  });

  it('refuse an event that lacks what the parser asks for, and no other', () => {
    const validate = validatorOf('event', 'ConversationEvent');
    let refused = 0;
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(),
        fc.constantFrom(undefined, null, -1, '', [], {}),
        (at, field, instead) => {
          const event = JSON.parse(JSON.stringify(events[at % events.length])) as ConversationEvent;
          const holder = (field % 2 === 0 ? event : event.payload) as Record<string, unknown>;
          const names = Object.keys(holder);
          holder[names[field % names.length]!] = instead;
          const changed = JSON.parse(JSON.stringify(event)) as unknown;
          const parses = isEvent(changed);
          expect(validate(changed)).toBe(parses);
          if (!parses) refused += 1;
        },
      ),
      { numRuns: FULL ? 20_000 : 1_000 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});

function isEvent(value: unknown): boolean {
  try {
    return parseEvent(value) === value;
  } catch (error) {
    expect(error).toMatchObject({ code: 'MalformedFrame' });
    return false;
  }
}
