import type { ErrorWorld, HeldExecution } from './error-world.js';
import type { OwnScenarios } from './scenario.js';
import { validParams } from './valid-params.js';

const tokens = (amount: number): object[] => [{ meter: 'tokens', amount }];

/** An execution with a reservation of one token, of a hundred. */
async function reservation(
  world: ErrorWorld,
): Promise<{ held: HeldExecution; clientRequestId: string; reservationId: string }> {
  const scope = { kind: 'conversation', id: world.conversationId };
  await world.call(world.ada, 'setBudget', {
    budget: { meter: 'tokens', scope, window: 'total', limit: 100 },
  });
  const held = await world.startWithTool();
  const clientRequestId = world.nextRequest();
  const { reservationId } = await world.call(world.bot, 'reserve', {
    ...held,
    clientRequestId,
    amounts: tokens(1),
  });
  return { held, clientRequestId, reservationId };
}

/** Of what runs a turn. */
export const RUNNERS: OwnScenarios = {
  'ensureAgents:UnknownAgent': async (world) => ({ caller: world.bot, params: {} }),
  'startExecution:NotOnRoster': async (world) => ({ caller: world.operator, params: { agentId: 'dan' } }),
  'startExecution:CasConflict': async (world) => {
    await world.say();
    return { caller: world.bot, params: { agentId: 'bot', lastClosedSeq: 0 } };
  },
  'startExecution:NotDue': async (world) => ({ caller: world.bot, params: { agentId: 'bot' } }),
  'startExecution:LeaseHeld': async (world) => {
    await world.start();
    return { caller: world.bot, params: { agentId: 'bot' } };
  },
  'appendDraft:PayloadTooLarge': async (world, method) => {
    const held = await world.startWithTool();
    const text = 'x'.repeat(262_144);
    const draft = { ...held, kind: 'text', messageId: 'd', partId: 'p1' };
    for (let offset = 0; offset < 64 * text.length; offset += text.length) {
      try {
        await world.call(world.bot, 'appendDraft', { ...draft, offset, text });
      } catch {
        return { caller: world.bot, params: { ...draft, offset, text } };
      }
    }
    return { caller: world.bot, params: validParams(method, held) };
  },
  'requestApproval:UnknownToolCall': async (world) => {
    const held = await world.startWithTool();
    return { caller: world.bot, params: { ...held, toolCallId: 'none' } };
  },
  'startTool:UnknownToolCall': async (world) => {
    const held = await world.startWithTool();
    return { caller: world.bot, params: { ...held, toolCallId: 'none' } };
  },
  'startTool:ToolMayNotRepeat': async (world) => {
    const held = await world.startWithTool();
    await world.call(world.bot, 'startTool', { ...held, toolCallId: 't1' });
    return { caller: world.bot, params: { ...held, toolCallId: 't1' } };
  },
  'reserve:BudgetExceeded': async (world) => {
    const scope = { kind: 'conversation', id: world.conversationId };
    await world.call(world.ada, 'setBudget', {
      budget: { meter: 'tokens', scope, window: 'total', limit: 1 },
    });
    const held = await world.startWithTool();
    return { caller: world.bot, params: { ...held, amounts: [{ meter: 'tokens', amount: 2 }] } };
  },
  'reserve:IdempotencyMismatch': async (world) => {
    const { held, clientRequestId } = await reservation(world);
    return { caller: world.bot, params: { ...held, clientRequestId, amounts: tokens(2) } };
  },
  'settle:IdempotencyMismatch': async (world) => {
    const { held, reservationId } = await reservation(world);
    await world.call(world.bot, 'settle', { ...held, reservationId, amounts: tokens(1) });
    return { caller: world.bot, params: { ...held, reservationId, amounts: tokens(2) } };
  },
  'settle:UnknownReservation': async (world, method) => {
    const held = await world.startWithTool();
    return { caller: world.bot, params: validParams(method, held) };
  },
  'release:IdempotencyMismatch': async (world) => {
    const { held, reservationId } = await reservation(world);
    await world.call(world.bot, 'settle', { ...held, reservationId, amounts: tokens(1) });
    return { caller: world.bot, params: { ...held, reservationId } };
  },
  'release:UnknownReservation': async (world, method) => {
    const held = await world.startWithTool();
    return { caller: world.bot, params: validParams(method, held) };
  },
};
