import { canonicalHash, type ErrorCode } from '@agent-chat/protocol';
import {
  type ErrorWorld,
  type HeldExecution,
  type Method,
  pick,
  type Provocation,
  textParts,
} from './error-world.js';
import { macrotask } from '../model/world.js';
import { validParams } from './valid-params.js';

type Scenario = (world: ErrorWorld, method: Method) => Promise<Provocation>;

const LONG = 'x'.repeat(300_000);
const PATCH = [{ op: 'add', path: '/a', value: 1 }];

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

/** Asked for in an agent's turn; only what the approver does with it differs. */
async function approval(
  world: ErrorWorld,
  expiresInMs?: number,
): Promise<{ approvalId: string; argsHash: string }> {
  const held = await world.startWithTool();
  const { approvalId } = await world.call(world.bot, 'requestApproval', {
    ...held,
    toolCallId: 't1',
    approvers: ['ada'],
    ...(expiresInMs !== undefined && { expiresInMs }),
  });
  await world.call(world.bot, 'endExecution', { ...held, reason: 'parked' });
  return { approvalId, argsHash: canonicalHash({ a: 1 }) };
}

function budgetOf(meter: string): object {
  return { budget: { meter, scope: { kind: 'tenant', id: 'default' }, window: 'day', limit: 1 } };
}

/** Whatever the limit is: until one is refused. */
async function asManyBudgetsAsMayBe(world: ErrorWorld): Promise<void> {
  for (let set = 0; set < 500; set++) {
    try {
      await world.call(world.ada, 'setBudget', budgetOf(`meter ${set}`));
    } catch {
      return;
    }
  }
}

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

/** Where a method has a way of its own, or a code belongs to a few. */
export const OWN: Partial<Record<`${Method}:${ErrorCode}`, Scenario>> = {
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
  'sendMessage:InvalidMessage': async (world) => ({ caller: world.ada, params: { parts: [] } }),
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
  'sendMessage:PayloadTooLarge': async (world) => ({ caller: world.ada, params: { parts: textParts(LONG) } }),
  'sendMessage:RateLimited': async (world, method) => {
    await world.start();
    for (let queued = 0; queued < 20; queued++) await world.say(`${queued}`);
    return { caller: world.ada, params: validParams(method) };
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
    return { caller: world.ada, params: { messageId, parts: textParts('') } };
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
  'invokeAction:UnknownAction': async (world) => {
    const { messageId } = await world.answer();
    return { caller: world.ada, params: { messageId, actionId: 'fly' } };
  },
  'invokeAction:PayloadTooLarge': async (world) => {
    const { messageId } = await world.answer();
    return { caller: world.ada, params: { messageId, actionId: 'explain', payload: { text: LONG } } };
  },
  'invokeAction:RateLimited': async (world) => {
    const { messageId } = await world.answer();
    for (let pressed = 0; pressed < 1_000; pressed++) {
      try {
        await world.call(world.ada, 'invokeAction', { messageId, actionId: 'explain' });
      } catch {
        // As many as may wait are waiting: what the provocation meets.
        break;
      }
    }
    return { caller: world.ada, params: { messageId, actionId: 'explain' } };
  },
  'settleAction:UnknownAction': async (world, method) => ({ caller: world.bot, params: validParams(method) }),
  'settleAction:StaleFence': async (world) => {
    const { messageId } = await world.answer();
    const { seq } = await world.call(world.ada, 'invokeAction', { messageId, actionId: 'explain' });
    return {
      caller: world.bot,
      params: { actionSeq: seq, outcome: 'done', executionId: 'none', fence: 1 },
    };
  },
  'patchCard:CasConflict': async (world, method) => {
    const { messageId } = await world.answer();
    return { caller: world.bot, params: { ...validParams(method), messageId, rev: 7 } };
  },
  'patchCard:InvalidMessage': async (world, method) => {
    const { messageId } = await world.answer();
    const patch = [{ op: 'remove', path: '/nothing' }];
    return { caller: world.bot, params: { ...validParams(method), messageId, patch } };
  },
  'patchCard:PayloadTooLarge': async (world, method) => {
    const { messageId } = await world.answer();
    const patch = [{ op: 'add', path: '/data/text', value: LONG }];
    return { caller: world.bot, params: { ...validParams(method), messageId, patch } };
  },
  'patchCard:StaleFence': async (world, method) => {
    const { messageId } = await world.answer();
    return {
      caller: world.bot,
      params: { ...validParams(method), messageId, executionId: 'none', fence: 1 },
    };
  },
  'addNote:InvalidAudience': async (world, method) => ({
    caller: world.ada,
    params: { ...validParams(method), audience: ['nobody'] },
  }),
  'setBudget:UnknownRun': async (world) => ({
    caller: world.ada,
    params: { budget: { meter: 'money', scope: { kind: 'run', id: 'none' }, window: 'day', limit: 1 } },
  }),
  'setBudget:RateLimited': async (world) => {
    await asManyBudgetsAsMayBe(world);
    return { caller: world.ada, params: budgetOf('one more') };
  },
  'setPolicy:InvalidPolicy': async (world) => ({ caller: world.ada, params: { source: 'rules: [' } }),
  'setPolicy:CasConflict': async (world, method) => ({
    caller: world.ada,
    params: { ...validParams(method), baseVersion: 7 },
  }),
  'changeRun:RateLimited': async (world) => {
    for (let opened = 0; opened < 500; opened++) {
      try {
        await world.call(world.ada, 'changeRun', { title: `${opened}` });
      } catch {
        // As many as may be open are open: what the provocation meets.
        break;
      }
    }
    return { caller: world.ada, params: { title: 'one more' } };
  },
  'patchRunState:InvalidMessage': async (world) => {
    const { runId } = await world.call(world.ada, 'changeRun', { title: 'A run' });
    return { caller: world.bot, params: { runId, patch: [{ op: 'remove', path: '/nothing' }] } };
  },
  'patchRunState:PayloadTooLarge': async (world) => {
    const { runId } = await world.call(world.ada, 'changeRun', { title: 'A run' });
    return { caller: world.bot, params: { runId, patch: [{ op: 'add', path: '/a', value: LONG }] } };
  },
  'patchRunState:StaleFence': async (world) => {
    const { runId } = await world.call(world.ada, 'changeRun', { title: 'A run' });
    return { caller: world.bot, params: { runId, patch: PATCH, executionId: 'none', fence: 1 } };
  },
  'resolveApproval:UnknownApproval': async (world, method) => ({
    caller: world.ada,
    params: validParams(method),
  }),
  'resolveApproval:ApprovalClosed': async (world) => {
    const { approvalId, argsHash } = await approval(world);
    await world.call(world.ada, 'resolveApproval', { approvalId, argsHash, decision: 'deny' });
    return { caller: world.ada, params: { approvalId, argsHash, decision: 'approve' } };
  },
  'resolveApproval:ApprovalMismatch': async (world) => {
    const { approvalId } = await approval(world);
    return { caller: world.ada, params: { approvalId, argsHash: 'other', decision: 'approve' } };
  },
  'resolveApproval:ApprovalExpired': async (world) => {
    const { approvalId, argsHash } = await approval(world, 500);
    world.clock.advance(501);
    // The orchestrator writes down by itself that it has expired.
    for (let turn = 0; turn < 1_000 && (await world.openApprovals()) > 0; turn++) await macrotask();
    return { caller: world.ada, params: { approvalId, argsHash, decision: 'approve' } };
  },
  'resolveApproval:PayloadTooLarge': async (world) => {
    const { approvalId, argsHash } = await approval(world);
    const editedArgs = { text: LONG };
    return { caller: world.ada, params: { approvalId, argsHash, decision: 'approve', editedArgs } };
  },
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
  'proposeSetting:UnknownMessage': async (world, method) => {
    const held = await world.startWithTool();
    return { caller: world.bot, params: { ...validParams(method, held), causedBy: 1 } };
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
  'release:IdempotencyMismatch': async (world) => {
    const { held, reservationId } = await reservation(world);
    await world.call(world.bot, 'settle', { ...held, reservationId, amounts: tokens(1) });
    return { caller: world.bot, params: { ...held, reservationId } };
  },
  'proposeSetting:InvalidPolicy': async (world) => {
    const held = await world.startWithTool();
    const setting = { kind: 'policy_rule', rule: { id: 'a', effect: 'never' } };
    return { caller: world.bot, params: { ...held, setting, causedBy: await world.seqOfQuestion() } };
  },
  'proposeSetting:RateLimited': async (world) => {
    await asManyBudgetsAsMayBe(world);
    const held = await world.startWithTool();
    const setting = { kind: 'budget', meter: 'sends', window: 'day', limit: 5 };
    return { caller: world.bot, params: { ...held, setting, causedBy: await world.seqOfQuestion() } };
  },
  'resolveApproval:PolicyViolation': async (world) => {
    const source =
      'rules:\n  - id: a\n    when: { tools: [look_up] }\n    require: [{ path: /a, max: 5 }]\n    effect: block\n';
    await world.call(world.operator, 'setPolicy', { source });
    const { approvalId, argsHash } = await approval(world);
    return { caller: world.ada, params: { approvalId, argsHash, decision: 'approve', editedArgs: { a: 9 } } };
  },
  'getHydratedConversation:PayloadTooLarge': async (world) => {
    const text = 'x'.repeat(65_000);
    for (let said = 0; said < 260; said++) await world.say(text);
    return { caller: world.ada, params: {} };
  },
  'settle:UnknownReservation': async (world, method) => {
    const held = await world.startWithTool();
    return { caller: world.bot, params: validParams(method, held) };
  },
  'release:UnknownReservation': async (world, method) => {
    const held = await world.startWithTool();
    return { caller: world.bot, params: validParams(method, held) };
  },
};
