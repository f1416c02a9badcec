import { textParts } from './error-world.js';
import { LONG, type OwnScenarios } from './scenario.js';
import { validParams } from './valid-params.js';

/** Of what is said, and of the conversation itself. */
export const MESSAGES: OwnScenarios = {
  'createConversation:ConversationExists': async (world, method) => ({
    caller: world.operator,
    params: validParams(method),
  }),
  'createConversation:IdempotencyMismatch': async (world, method) => {
    const clientRequestId = world.nextRequest();
    await world.call(world.ada, 'addNote', { clientRequestId, text: 'Noted.' });
    return { caller: world.ada, params: { ...validParams(method), clientRequestId } };
  },
  'eraseMessages:TurnOpen': async (world) => {
    const { messageId } = await world.say('And', { finality: 'none' });
    return { caller: world.operator, params: { messageIds: [messageId] } };
  },
  'changeRoster:TurnOpen': async (world) => {
    await world.start();
    return { caller: world.operator, params: { removed: ['bot'] } };
  },
  'sendMessage:CasConflict': async (world, method) => {
    await world.say();
    return { caller: world.ada, params: { ...validParams(method), lastClosedSeq: 0 } };
  },
  'sendMessage:InvalidMessage': async (world) => ({
    caller: world.ada,
    params: { parts: [...textParts('Twice'), ...textParts('one id')] },
  }),
  'sendMessage:UnknownMessage': async (world, method) => ({
    caller: world.ada,
    params: { ...validParams(method), parentId: 'no such message' },
  }),
  'sendMessage:UnknownAttachment': async (world) => ({
    caller: world.ada,
    params: {
      parts: [
        { type: 'attachment', partId: 'p1', attachmentId: 'none', name: 'a', contentType: 'text/plain' },
      ],
    },
  }),
  'sendMessage:PolicyViolation': async (world) => {
    await world.call(world.operator, 'setPolicy', { source: 'rules: [{ id: never, effect: block }]\n' });
    const card = { type: 'table', version: 1, data: { columns: [], rows: [] } };
    return { caller: world.bot, params: { parts: [{ type: 'card', partId: 'p1', card }] } };
  },
  'sendMessage:PayloadTooLarge': async (world) => ({ caller: world.ada, params: { parts: textParts(LONG) } }),
  'sendMessage:RateLimited': async (world, method) => {
    await world.start();
    for (let queued = 0; queued < 20; queued++) await world.say(`${queued}`);
    return { caller: world.ada, params: validParams(method) };
  },
  'runToCompletion:RateLimited': async (world) => {
    await world.start();
    // They wait for the turn, which nobody closes, until their world is gone; one of them is too many.
    await new Promise((resolve) => {
      for (let waiting = 0; waiting < 33; waiting++) {
        world.call(world.ada, 'runToCompletion', { timeoutMs: 1_000 }).catch(resolve);
      }
    });
    return { caller: world.ada, params: {} };
  },
  'sendTrace:TurnOpen': async (world, method) => {
    await world.say('And', { finality: 'none' });
    return { caller: world.bot, params: validParams(method) };
  },
  'sendTrace:TurnClosed': async (world) => ({
    caller: world.bot,
    params: { type: 'tool_result', payload: { toolCallId: 't', output: 1 } },
  }),
  'sendTrace:CasConflict': async (world, method) => {
    await world.say();
    return { caller: world.bot, params: { ...validParams(method), lastClosedSeq: 0 } };
  },
  'sendTrace:InvalidMessage': async (world) => ({
    caller: world.bot,
    params: { type: 'thought', payload: { text: 1 } },
  }),
  'sendTrace:InvalidAudience': async (world, method) => ({
    caller: world.bot,
    params: { ...validParams(method), audience: ['nobody'] },
  }),
  'sendTrace:PayloadTooLarge': async (world) => ({
    caller: world.bot,
    params: { type: 'thought', payload: { text: LONG } },
  }),
  'editQueued:InvalidMessage': async (world) => {
    await world.start();
    const { messageId } = await world.say();
    return {
      caller: world.ada,
      params: { messageId, parts: [...textParts('Twice'), ...textParts('one id')] },
    };
  },
  'editQueued:PayloadTooLarge': async (world) => {
    await world.start();
    const { messageId } = await world.say();
    return { caller: world.ada, params: { messageId, parts: textParts(LONG) } };
  },
  'editQueued:RateLimited': async (world) => {
    await world.start();
    const text = 'x'.repeat(60_000);
    for (let queued = 0; queued < 4; queued++) await world.say(text);
    const { messageId } = await world.say();
    return { caller: world.ada, params: { messageId, parts: textParts(text) } };
  },
  'clearTurn:TurnOpen': async (world) => {
    await world.say('And', { finality: 'none' });
    return { caller: world.bot, params: { turn: 1 } };
  },
  'clearTurn:StaleFence': async (world) => {
    const { executionId, fence } = await world.start();
    return { caller: world.bot, params: { turn: 2, executionId, fence: fence - 1 } };
  },
  'getHydratedConversation:PayloadTooLarge': async (world) => {
    const text = 'x'.repeat(65_000);
    for (let said = 0; said < 260; said++) await world.say(text);
    return { caller: world.ada, params: {} };
  },
};
