import { canonicalHash } from '@agent-chat/protocol';
import { macrotask } from '../model/world.js';
import type { ErrorWorld } from './error-world.js';
import { LONG, type OwnScenarios, untilRefused } from './scenario.js';
import { validParams } from './valid-params.js';

const PATCH = [{ op: 'add', path: '/a', value: 1 }];

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

function asManyBudgetsAsMayBe(world: ErrorWorld): Promise<void> {
  return untilRefused(500, (set) => world.call(world.ada, 'setBudget', budgetOf(`meter ${set}`)));
}

/** Of settings, runs and approvals. */
export const SETTINGS: OwnScenarios = {
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
  'setPersona:PersonaFixed': async (world, method) => {
    await world.call(world.ada, 'sendMessage', validParams('sendMessage'));
    return { caller: world.ada, params: validParams(method) };
  },
  'changeRun:RateLimited': async (world) => {
    await untilRefused(500, (opened) => world.call(world.ada, 'changeRun', { title: `${opened}` }));
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
  'proposeSetting:UnknownMessage': async (world, method) => {
    const held = await world.startWithTool();
    return { caller: world.bot, params: { ...validParams(method, held), causedBy: 1 } };
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
  'resolveApproval:RunClosed': async (world) => {
    const { runId } = await world.call(world.ada, 'changeRun', { title: 'Over' });
    const held = await world.startWithTool();
    const setting = { kind: 'budget', meter: 'sends', window: 'day', limit: 5 };
    const causedBy = await world.seqOfQuestion();
    const { approvalId } = await world.call(world.bot, 'proposeSetting', { ...held, setting, causedBy });
    await world.call(world.ada, 'changeRun', { runId, status: 'completed' });
    return {
      caller: world.ada,
      params: { approvalId, argsHash: canonicalHash(setting), decision: 'approve' },
    };
  },
  'resolveApproval:PolicyViolation': async (world) => {
    const source =
      'rules:\n  - id: a\n    when: { tools: [look_up] }\n    require: [{ path: /a, max: 5 }]\n    effect: block\n';
    await world.call(world.operator, 'setPolicy', { source });
    const { approvalId, argsHash } = await approval(world);
    return { caller: world.ada, params: { approvalId, argsHash, decision: 'approve', editedArgs: { a: 9 } } };
  },
};
