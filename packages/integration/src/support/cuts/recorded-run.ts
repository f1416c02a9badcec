import {
  type ChatClient,
  type ChatState,
  createChatClient,
  createTransport,
  selectApprovals,
  type TransportLimits,
} from '@agent-chat/client';
import { type FaultProxy, startFaultProxy } from '../fault-proxy.js';
import { FULL } from '../seeded.js';
import { ANSWER, QUESTION } from './bus-agent.js';
import { hastyEnvironment } from './frozen-clock.js';
import { type ProofServer, TOKEN } from './proof-server.js';

/** One conversation as one client had it. */
export interface Run {
  /** What the client shows in the end, in a form in which two runs are equal. */
  readonly final: unknown;
  /** What was on screen meanwhile and must not have been. */
  readonly faults: readonly string[];
  readonly proxy: FaultProxy;
}

export interface RunOptions {
  /** What is wrong with the way to the server. */
  readonly prepare?: (proxy: FaultProxy) => void;
  readonly limits?: TransportLimits;
}

/**
 * A question, a tool that is approved, an answer that is stopped, and a card: said through a proxy
 * of its own, in which something may be wrong.
 */
export async function recordedRun(
  server: ProofServer,
  transport: string,
  { prepare, limits }: RunOptions = {},
): Promise<Run> {
  const conversationId = await server.create();
  const proxy = await startFaultProxy(server.port);
  prepare?.(proxy);
  let requests = 0;
  const client = createChatClient({
    transport: createTransport(transport, { url: proxy.url, token: TOKEN, ...limits }),
    conversationId,
    environment: { ...hastyEnvironment(), newId: () => `r${(requests += 1)}` },
    backoff: { baseMs: 2, maxMs: 8 },
  });
  const faults = watch(client);
  try {
    client.connect();
    await until(client, ({ connection }) => connection.status === 'live');
    const sent = client.sendMessage({ text: QUESTION });
    const [approval] = selectApprovals(await until(client, (state) => selectApprovals(state).length > 0));
    if (approval === undefined) throw new Error('There is no approval.');
    const { approvalId, argsHash } = approval;
    const approved = client.send('resolveApproval', { approvalId, argsHash, decision: 'approve' });
    await until(client, ({ drafts }) => drafts.some(({ text }) => text === ANSWER));
    const stopped = client.stop();
    await Promise.all([sent, approved, stopped]);
    return { final: comparable(await until(client, isOver)), faults: faults(), proxy };
  } finally {
    client.close();
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
      const state = JSON.stringify(comparable(client.getState()));
      end(() => reject(new Error(`Not after ${DEADLINE_MS} ms: ${String(condition)}\n${state}`)));
    }, DEADLINE_MS);
    const unsubscribe = client.subscribe(check);
    check();
  });
}

/**
 * What must never be on screen: a text that is taken back, a message twice, a partial answer that
 * looks whole.
 */
function watch(client: ChatClient): () => readonly string[] {
  const texts = new Map<string, string>();
  const faults: string[] = [];
  client.subscribe(() => {
    const { drafts, conversation } = client.getState();
    for (const { draftId, text } of drafts) {
      const before = texts.get(draftId) ?? '';
      if (!text.startsWith(before) && !before.startsWith(text)) faults.push(`${draftId}: ${text}`);
      texts.set(draftId, text);
    }
    const ids = [...(conversation?.timeline.entries ?? [])].flatMap((entry) =>
      entry.kind === 'message' ? [entry.message.messageId] : [],
    );
    if (new Set(ids).size < ids.length) faults.push(`twice: ${ids.join()}`);
  });
  return () => faults;
}

/** A state as plain JSON, with ids by the order in which they appear. */
export function comparable({ conversation, connection, ...rest }: ChatState): unknown {
  const { status, transport, fallback } = connection;
  const entries = [...(conversation?.timeline.entries ?? [])];
  const json = JSON.stringify({
    ...rest,
    connection: { status, transport, fallback },
    control: conversation?.control,
    entries,
  });
  const names = new Map<string, string>();
  const named = json.replaceAll(/\bz[0-9a-z]{4}\b/g, (id) => {
    const name = names.get(id) ?? `id${names.size + 1}`;
    names.set(id, name);
    return name;
  });
  return JSON.parse(named);
}
