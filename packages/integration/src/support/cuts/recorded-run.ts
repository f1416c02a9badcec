import {
  type ChatClient,
  type ChatState,
  type Connection,
  createChatClient,
  selectApprovals,
  type TransportLimits,
} from '@agent-chat/client';
import { type FaultProxy, startFaultProxy, watchScreen } from '@agent-chat/client/test-support';
import { FULL } from '@agent-chat/protocol/test-support';
import { ANSWER, QUESTION } from './bus-agent.js';
import { comparable } from './comparable.js';
import { hastyEnvironment } from './frozen-clock.js';
import type { ProofServer } from './proof-server.js';
import { SHARED_STREAM, transportOn, type Way } from './ways.js';

/** One conversation as one client had it, or two tabs. */
export interface Run {
  /** What each client shows in the end, in a form in which two runs are equal. */
  readonly finals: readonly unknown[];
  /** How the one that has spoken is connected in the end. */
  readonly connection: Connection;
  /** What was on screen meanwhile and must not have been. */
  readonly faults: readonly string[];
  readonly proxy: FaultProxy;
}

export interface RunOptions {
  /** What is wrong with the way to the server. */
  readonly prepare?: (proxy: FaultProxy) => void;
  readonly limits?: TransportLimits;
  /** What has to happen before anything is said. */
  readonly connecting?: (client: ChatClient, proxy: FaultProxy) => Promise<void>;
}

/**
 * A question, a tool that is approved, an answer that is stopped, and a card: said through a proxy
 * of its own, in which something may be wrong. Where two tabs share a stream, the one that speaks has
 * it, and the other one looks on, over a line in which nothing is wrong.
 */
export async function recordedRun(
  server: ProofServer,
  way: Way,
  { prepare, limits, connecting }: RunOptions = {},
): Promise<Run> {
  const conversationId = await server.create();
  const proxy = await startFaultProxy(server.port);
  prepare?.(proxy);
  let requests = 0;
  const environment = { ...hastyEnvironment(), newId: () => `r${(requests += 1)}` };
  const openTab = (url: string): ChatClient =>
    createChatClient({
      transport: transportOn(way, url, server.url, limits),
      conversationId,
      environment,
      backoff: { baseMs: 2, maxMs: 8 },
    });
  const client = openTab(proxy.url);
  const all = way === SHARED_STREAM ? [client, openTab(server.url)] : [client];
  const faults = all.map((each) => watchScreen(each));
  try {
    for (const each of all) each.connect();
    await connecting?.(client, proxy);
    for (const each of all) await until(each, ({ connection }) => connection.status === 'live');
    const sent = client.sendMessage({ text: QUESTION });
    const [approval] = selectApprovals(await until(client, (state) => selectApprovals(state).length > 0));
    if (approval === undefined) throw new Error('There is no approval.');
    const { approvalId, argsHash } = approval;
    const approved = client.send('resolveApproval', { approvalId, argsHash, decision: 'approve' });
    await until(client, ({ drafts }) => drafts.some(({ text }) => text === ANSWER));
    const stopped = client.stop();
    await Promise.all([sent, approved, stopped]);
    const finals: unknown[] = [];
    for (const each of all) finals.push(comparable(await until(each, isOver)));
    const { connection } = client.getState();
    return { finals, connection, faults: faults.flatMap((found) => found()), proxy };
  } finally {
    for (const each of all) each.close();
    await proxy.close();
  }
}

function isOver({ connection, conversation, guidance, pending, sent }: ChatState): boolean {
  return (
    connection.status === 'live' &&
    conversation?.control.lastTurn === 2 &&
    conversation.control.openTurn === null &&
    guidance?.turn === 3 &&
    pending.length + sent.length === 0
  );
}

/** So long a machine may be busy with something else. */
const DEADLINE_MS = FULL ? 120_000 : 20_000;

/** Rejects when a command fails, and with what there is when the condition is never met. */
export function until(client: ChatClient, condition: (state: ChatState) => boolean): Promise<ChatState> {
  return new Promise((resolve, reject) => {
    const end = (finish: () => void): void => {
      clearTimeout(timer);
      unsubscribe();
      finish();
    };
    const check = (): void => {
      const state = client.getState();
      const refused = state.pending.find(({ status }) => status === 'failed')?.error ?? null;
      if (refused !== null) end(() => reject(refused));
      else if (condition(state)) end(() => resolve(state));
    };
    const timer = setTimeout(() => {
      const state = client.getState();
      const shown = JSON.stringify([state.connection, comparable(state)]);
      end(() => reject(new Error(`Not after ${DEADLINE_MS} ms: ${String(condition)}\n${shown}`)));
    }, DEADLINE_MS);
    const unsubscribe = client.subscribe(check);
    check();
  });
}
