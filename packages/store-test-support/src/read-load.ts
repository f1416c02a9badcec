import {
  createMemoryEventStore,
  createMemoryStore,
  createOrchestrator,
  type EventStore,
  type Orchestrator,
} from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import { isFrameStream } from '@agent-chat/protocol/wire';
import { TENANT } from './append-request.js';
import { beginConversations, type CommandLoad, conversationOf, runLoad } from './command-load.js';

/** Of the one conversation that is read back. */
export const READ_EVENTS = 100_000;
export const READ_PAGE = 500;

const LOAD: CommandLoad = { method: 'sendTrace', writers: 1, conversations: 1, commands: READ_EVENTS };
export const READ_CONVERSATION = conversationOf(0);
const FROM_FIRST = { conversationId: READ_CONVERSATION, cursor: '0' };
const READER = { kind: 'operator', tenant: TENANT, participantId: 'operator' } as const;

/** Writes the conversation into the store: each event with the text that an orchestrator gave it. */
export async function writeLongConversation(store: EventStore): Promise<void> {
  const source = createMemoryEventStore();
  const orchestrator = createOrchestrator({ store: { ...createMemoryStore(), events: source } });
  await beginConversations(orchestrator, LOAD);
  await runLoad(orchestrator, LOAD, 0);
  await orchestrator.close();
  const record = await source.getRecord(TENANT, READ_CONVERSATION);
  if (record === null || record === 'gone') throw new Error('It was not written.');
  for (let head = 0; head < READ_EVENTS; head += READ_PAGE) {
    const request = { tenant: TENANT, conversationId: READ_CONVERSATION };
    const events = await source.read({ ...request, afterSeq: head, limit: READ_PAGE });
    await store.append({ ...request, expectedSeq: head, events, record, runnable: false });
  }
}

/** How many characters of text were read: what every contender must agree on. */
export async function readByStore(store: EventStore): Promise<number> {
  const request = { tenant: TENANT, conversationId: READ_CONVERSATION, limit: READ_PAGE };
  let chars = 0;
  for (let afterSeq = 0; ; ) {
    const page = await store.read({ ...request, afterSeq });
    if (page.length === 0) return chars;
    for (const { json } of page) chars += json.length;
    afterSeq = page.at(-1)?.seq ?? afterSeq;
  }
}

/** As a viewer that begins with the first event, up to `caught_up`, who awaits each frame and gets its object too. */
export async function readBySubscription(orchestrator: Orchestrator): Promise<number> {
  let chars = 0;
  for await (const frame of orchestrator.as(READER).subscribe(FROM_FIRST)) {
    if (frame.kind === 'event') chars += frame.json?.length ?? 0;
    if (frame.kind === 'caught_up') break;
  }
  return chars;
}

/** The same viewer, as a server reads for it: what is there is taken without waiting, and only its text. */
export async function takeBySubscription(orchestrator: Orchestrator): Promise<number> {
  const frames = orchestrator.as(READER).subscribe(FROM_FIRST);
  if (!isFrameStream(frames)) throw new Error('These frames cannot be taken.');
  await frames.next();
  const chars = await new Promise<number>((resolve, reject) => {
    let sum = 0;
    const take = () => {
      try {
        for (let frame = frames.take(); frame !== null; frame = frames.take()) {
          if (frame.kind === 'event') sum += frame.json?.length ?? 0;
          if (frame.kind === 'caught_up') resolve(sum);
        }
      } catch (error) {
        reject(AgentChatError.from(error));
      }
    };
    frames.onReady(take);
    take();
  });
  await frames.return();
  return chars;
}
