import { AgentChatError, type ConversationEvent, type ControlState, isVisible } from '@agent-chat/protocol';
import { aborted, requireNotAborted } from '../../aborted.js';
import { recordOf } from '../../decide/conversation-record.js';
import { dueAgentOf } from '../../policy/due-agent.js';
import type { SchedulingPolicy } from '../../ports/scheduling-policy.js';
import type { Conversation } from '../conversation/conversation.js';
import { readLog } from '../conversation/read-log.js';
import type { ApiCall, HandlersOf } from './api-context.js';
import { omittedOf } from './omitted.js';

/** What is answered at once; a longer log is read in pages by `getEvents`. */
const MAX_HYDRATED_CHARS = 16_777_216;
const DEFAULT_TIMEOUT_MS = 60_000;
/** Each looks at every change, for an hour if it wants to. */
const MAX_WAITING = 32;

/** Taking part at once, and waiting until there is nothing left to do. */
export function joiningHandlers(call: ApiCall): HandlersOf<'getHydratedConversation' | 'runToCompletion'> {
  const { caller, viewer, context } = call;

  return {
    getHydratedConversation: ({ conversationId }) =>
      call.use(call.open(conversationId), async (conversation) => {
        const { scenarioId } = conversation.control;
        const scenario =
          scenarioId === null || context.scenarios === undefined
            ? null
            : await context.scenarios.viewOf(caller.tenant, scenarioId, viewer);
        // Of one moment: what is logged from here on is not in it.
        const { control } = conversation;
        const log = await wholeLog(conversation);
        return {
          conversation: recordOf(control),
          metadata: metadataOf(control),
          scenario: scenario ?? null,
          events: log.filter((event) => isVisible(event, viewer)),
          omitted: omittedOf(log.filter((event) => !isVisible(event, viewer)).map(({ seq }) => seq)),
          head: control.seq,
        };
      }),

    runToCompletion: ({ conversationId, timeoutMs }, signal) =>
      call.use(call.open(conversationId), async (conversation) => {
        if (conversation.drivers >= MAX_WAITING) {
          throw new AgentChatError('RateLimited', 'Too many wait for this conversation already.', {
            details: { maxWaiting: MAX_WAITING },
          });
        }
        const letGo = conversation.drive();
        try {
          return await untilNobodyActs(conversation, context, timeoutMs ?? DEFAULT_TIMEOUT_MS, signal);
        } finally {
          letGo();
        }
      }),
  };
}

/** The same log that a subscription from 0 gives, at one moment. */
async function wholeLog(conversation: Conversation): Promise<ConversationEvent[]> {
  const events: ConversationEvent[] = [];
  let chars = 0;
  for await (const { event, json } of readLog(conversation)) {
    events.push(event);
    chars += json.length;
    if (chars <= MAX_HYDRATED_CHARS) continue;
    throw new AgentChatError('PayloadTooLarge', 'The log is too long for one answer: read it in pages.', {
      details: { maxChars: MAX_HYDRATED_CHARS },
    });
  }
  return events;
}

function metadataOf(control: ControlState): Record<string, unknown> {
  const { title, description, interfaceId, scenarioId, maxTurns, watchdogMs, workflow } = control;
  const { startingParticipantId, openingLine, schedulingPolicy, model, persona, custom } = control;
  const known = { title, description, interfaceId, scenarioId, maxTurns, watchdogMs, workflow };
  const rest = { startingParticipantId, openingLine, schedulingPolicy, model, persona, custom };
  return Object.fromEntries(Object.entries({ ...known, ...rest }).filter(([, value]) => value !== null));
}

/**
 * Until no agent has the turn and none is due, the conversation is over, or the time is.
 * @throws AgentChatError `Aborted`
 */
async function untilNobodyActs(
  conversation: Conversation,
  {
    schedulingPolicy,
    clock,
  }: { readonly schedulingPolicy: SchedulingPolicy; readonly clock: ApiCall['context']['clock'] },
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<{ status: 'ended' | 'waiting' | 'timeout'; head: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<'ended' | 'waiting' | 'timeout'>();
  const look = (): void => {
    if (conversation.control.ended || conversation.gone) resolve('ended');
    else if (dueAgentOf(conversation.control, schedulingPolicy) === null) resolve('waiting');
  };
  const giveUp = (): void => reject(aborted(signal));
  const unsubscribe = conversation.onChange(look);
  const cancel = clock.after(timeoutMs, () => resolve('timeout'));
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    // Whoever gave up while the conversation was opened is not told again.
    requireNotAborted(signal);
    look();
    return { status: await promise, head: conversation.control.seq };
  } finally {
    unsubscribe();
    cancel();
    signal?.removeEventListener('abort', giveUp);
  }
}
