import { AgentChatError, type Caller, type ConversationEvent, type ErrorCode } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { createMemoryStore } from '../../memory/memory-store.js';
import type { AgentRunner, RunnerInput, RunnerOutput } from '../../ports/agent-runner.js';
import type { EventStore } from '../../ports/event-store.js';
import { createOrchestrator } from '../../shell/orchestrator.js';

/** Below a bound, from whatever the case draws its choices. */
export type Random = (below: number) => number;

/** What breaks programs that split, trim, escape or normalise text. */
const TEXTS = [
  'plain words',
  'line\nbreak \u2028 and \u2029 and \u0085',
  '\u0000 \u001f "quoted" \\ / <script>',
  '\ud800 alone \udc00',
  '🙂 e\u0301 \ufeff \u202e',
  '{"kind":"trailer"}',
] as const;

const REFUSALS: ReadonlySet<ErrorCode> = new Set(['ConversationEnded', 'TurnOpen', 'UnknownMessage']);

/**
 * Makes a conversation of `steps` random commands by the real orchestrator, with an agent that
 * answers, calls tools, fails and waits. It is left as it stands: perhaps with an open turn.
 */
export async function converse(
  store: EventStore,
  options: {
    readonly tenant: string;
    readonly conversationId: string;
    readonly steps: number;
    readonly random: Random;
  },
): Promise<void> {
  const { tenant, conversationId, steps, random } = options;
  const orchestrator = createOrchestrator({
    store: { ...createMemoryStore(), events: store },
    agents: { bot: capriciousAgent },
  });
  const caller: Caller = { kind: 'member', tenant, participantId: 'ada' };
  const api = orchestrator.as(caller);
  try {
    await api.call('createConversation', {
      clientRequestId: `create ${conversationId}`,
      conversationId,
      ...(random(2) === 0 && { title: textOf(random) }),
      participants: [
        { participantId: 'ada', kind: 'user', displayName: textOf(random) },
        { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
      ],
    });
    for (let step = 0; step < steps; step++) {
      try {
        await takeStep(api, conversationId, `r${step}`, random);
      } catch (error) {
        // A random command may come at a moment when it is forbidden; none is malformed.
        if (!AgentChatError.isInstance(error) || !REFUSALS.has(error.code)) throw error;
      }
    }
  } finally {
    await orchestrator.close();
  }
}

async function takeStep(
  api: ConversationApi,
  conversationId: string,
  clientRequestId: string,
  random: Random,
): Promise<void> {
  const command = { conversationId, clientRequestId };
  const turn = Math.max(1, ...(await eventsOf(api, conversationId)).map(turnOf));
  switch (random(10)) {
    case 0:
    case 1:
      await api.call('stop', {
        ...command,
        turn,
        mode: random(2) === 0 ? 'graceful' : 'hard',
      });
      return;
    case 2:
      await api.call('cancelQueued', { ...command, messageId: await queuedId(api, conversationId) });
      return;
    case 3:
      await api.call('editQueued', {
        ...command,
        messageId: await queuedId(api, conversationId),
        parts: [{ type: 'text', partId: 'p1', text: textOf(random) }],
      });
      return;
    default: {
      const { seq, queued } = await api.call('sendMessage', {
        ...command,
        parts: [
          { type: 'text', partId: 'p1', text: textOf(random) },
          { type: 'data', partId: 'p2', name: 'odd', data: { text: textOf(random), '1': [1e21, 0.1] } },
        ],
        finality: random(30) === 0 ? 'conversation' : 'turn',
      });
      if (!queued && random(4) > 0) await untilAnswered(api, conversationId, seq);
    }
  }
}

/** An agent has every other turn, or more when turns are cleared. */
function moodOf(turn: number): 'working' | 'failing' | 'waiting' | 'answering' {
  return (['answering', 'working', 'failing', 'waiting'] as const)[Math.floor(turn / 2) % 4] ?? 'answering';
}

/** By the number of its turn: an answer, an answer with tools, a failure, or nothing until it is stopped. */
const capriciousAgent: AgentRunner = {
  async *run({ turn, signal, stop, control }: RunnerInput): AsyncIterable<RunnerOutput> {
    const toolCallId = `call-${turn.turn}`;
    const text = TEXTS[turn.turn % TEXTS.length] ?? '';
    yield { type: 'draft', kind: 'text', append: 'I ' };
    switch (moodOf(turn.turn)) {
      case 'failing':
        throw new Error('The model is gone.');
      case 'working':
        yield { type: 'tool_call', toolCallId, name: 'look', args: { text } };
        await control.startTool(toolCallId);
        yield { type: 'tool_result', toolCallId, output: { found: [text, null, 1.5e-7] } };
        break;
      case 'waiting':
        await aborted([signal, stop.graceful]);
        if (signal.aborted) return;
        break;
      case 'answering':
        break;
    }
    yield { type: 'message', parts: [{ type: 'text', text: `I ${text}` }], finality: 'turn' };
  },
};

function aborted(signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of signals) {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    }
  });
}

/** Until the agent has its turn: it closes, or it waits to be stopped. */
async function untilAnswered(api: ConversationApi, conversationId: string, seq: number): Promise<void> {
  const ends = (event: ConversationEvent): boolean =>
    event.finality === 'conversation' ||
    (event.author === 'bot' && event.finality === 'turn') ||
    event.type === 'turn_cleared' ||
    (event.type === 'execution_started' && moodOf(turnOf(event)) === 'waiting');
  if ((await eventsOf(api, conversationId)).some((event) => event.seq >= seq && ends(event))) return;
  for await (const frame of api.subscribe({ conversationId, cursor: String(seq) })) {
    if (frame.kind === 'event' && ends(frame.data)) return;
  }
}

async function queuedId(api: ConversationApi, conversationId: string): Promise<string> {
  const queued = (await eventsOf(api, conversationId)).findLast(({ type }) => type === 'message_queued');
  return (queued?.payload as { messageId: string } | undefined)?.messageId ?? 'nothing';
}

async function eventsOf(api: ConversationApi, conversationId: string): Promise<readonly ConversationEvent[]> {
  return (await api.call('getEvents', { conversationId, limit: 1_000 })).events;
}

function turnOf(event: ConversationEvent): number {
  return event.type === 'execution_started' ? (event.payload as { turn: number }).turn : event.turn;
}

function textOf(random: Random): string {
  return TEXTS[random(TEXTS.length)] ?? '';
}
