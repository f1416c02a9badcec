import type { ErrorCode } from '@agent-chat/protocol';
import { pick, textParts } from './error-world.js';
import type { Scenario } from './scenario.js';
import { validParams } from './valid-params.js';

/** In an ended conversation. */
const ended: Scenario = async (world, method) => {
  await world.say();
  await world.end();
  return { caller: world.callerFor(method), params: validParams(method) };
};

/** With the fence of an execution that another one followed. */
const stale: Scenario = async (world, method) => {
  const { executionId, fence } = await world.startWithTool();
  const held = { executionId, fence: fence - 1 };
  return { caller: world.bot, params: { ...validParams(method, held), ...held } };
};

/** In somebody else's turn. */
const turnOpen: Scenario = async (world, method) => {
  const { messageId } = await world.say();
  await world.call(world.ada, 'sendMessage', { parts: textParts('And'), finality: 'none' });
  const named = { messageId, tipMessageId: messageId, messageIds: [messageId] };
  const params: Record<string, unknown> = { ...validParams(method) };
  for (const [name, value] of Object.entries(named)) if (name in params) params[name] = value;
  const caller = world.callerFor(method);
  return { caller: caller === world.ada && method === 'sendMessage' ? world.bot : caller, params };
};

const unknownRun: Scenario = async (world, method) => ({
  caller: world.callerFor(method),
  params: { ...validParams(method), runId: 'no such run' },
});

const unknownMessage: Scenario = async (world, method) => ({
  caller: world.callerFor(method),
  params: validParams(method),
});

/** A run of the conversation that is over. */
const runClosed: Scenario = async (world, method) => {
  const { runId } = await world.call(world.ada, 'changeRun', { title: 'Over' });
  await world.call(world.ada, 'changeRun', { runId, status: 'completed' });
  return { caller: world.callerFor(method), params: { ...validParams(method), runId } };
};

const paused: Scenario = async (world, method) => {
  if (method === 'startExecution') {
    await world.say();
    await world.call(world.ada, 'pause', {});
    return { caller: world.bot, params: validParams(method) };
  }
  const held = await world.startWithTool();
  await world.call(world.ada, 'pause', {});
  return { caller: world.bot, params: validParams(method, held) };
};

/** How each method is made to answer a code that it declares, whatever the method. */
export const GENERAL: Partial<Record<ErrorCode, Scenario>> = {
  UnknownConversation: async (world, method) => ({
    caller: world.callerFor(method),
    params: { ...validParams(method), conversationId: 'no such conversation' },
  }),
  ConversationGone: async (world, method) => {
    await world.call(world.operator, 'eraseConversation', {});
    return { caller: world.callerFor(method), params: validParams(method) };
  },
  IdempotencyMismatch: async (world, method) => {
    const caller = world.callerFor(method);
    const clientRequestId = world.nextRequest();
    const held = caller === world.bot ? pick(await world.startWithTool()) : undefined;
    if (held) {
      const payload = { text: 'Hm' };
      await world.call(caller, 'sendTrace', { ...held, clientRequestId, type: 'thought', payload });
    } else await world.call(caller, 'addNote', { clientRequestId, text: 'Something else.' });
    return { caller, params: { ...validParams(method, held), clientRequestId } };
  },
  NotOnRoster: async (world, method) => ({ caller: world.operator, params: validParams(method) }),
  ConversationEnded: ended,
  StaleFence: stale,
  TurnOpen: turnOpen,
  UnknownRun: unknownRun,
  UnknownMessage: unknownMessage,
  RunClosed: runClosed,
  Paused: paused,
};
