import { type AutopilotLevel, canonicalHash, type ConversationEvent } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import type { SettingProposal } from '../../decide/propose-setting.js';
import type { SettingValue } from '../../guard/setting.js';
import type { OrchestratorOptions } from '../orchestrator-options.js';
import {
  ADA,
  agent,
  closes,
  create,
  echo,
  framesUntil,
  logOf,
  OPERATOR,
  say,
  start,
  visitor,
  whole,
} from '../../test-support/orchestrator-fixture.js';

let requests = 0;
const command = () => ({ conversationId: 'c1', clientRequestId: `set-${++requests}` });
const typesOf = (log: readonly ConversationEvent[]) => log.map(({ type }) => type);
const payloadsOf = (log: readonly ConversationEvent[], type: string) =>
  log.filter((event) => event.type === type).map(({ payload }) => payload);

async function talking(options: Parameters<typeof start>[1] = {}, bot = echo) {
  const { orchestrator } = start({ bot }, options);
  const api = orchestrator.as(ADA);
  await create(api);
  return { orchestrator, api };
}

describe('the first message', () => {
  it('opens the run of the conversation, and every event of the work carries its id', async () => {
    const { api } = await talking();
    const { runId } = await api.call('sendMessage', say('Hello'));
    await framesUntil(api, whole, closes(2));
    const log = await logOf(api);
    expect(payloadsOf(log, 'run_changed')).toEqual([{ runId, status: 'running', previousStatus: null }]);
    expect(new Set(log.slice(1).map((event) => event.runId))).toEqual(new Set([runId]));
    const again = await api.call('sendMessage', say('And now?'));
    expect(again.runId).toBe(runId);
    expect(payloadsOf(await logOf(api), 'run_changed')).toHaveLength(1);
  });

  it('has what its options set logged before it, in its append', async () => {
    const { api } = await talking(
      {},
      agent(async function* () {}),
    );
    const options = {
      autopilot: 2 as AutopilotLevel,
      budget: { limitMicroUsd: 5_000_000, window: 'day' as const },
      model: 'small',
    };
    const { runId, seq } = await api.call('sendMessage', say('Hello', { options }));
    const log = (await logOf(api)).slice(0, seq);
    expect(typesOf(log)).toEqual([
      'created',
      'run_changed',
      'autopilot_set',
      'budget_set',
      'updated',
      'message',
    ]);
    expect(log[2]?.payload).toEqual({ level: 2, runId });
    expect(log[3]?.payload).toEqual({
      meter: 'money',
      scope: { kind: 'run', id: runId },
      window: 'day',
      limit: 5_000_000,
    });
    // The same once more sets nothing.
    await api.call('sendMessage', say('Again', { options }));
    expect(payloadsOf(await logOf(api), 'autopilot_set')).toHaveLength(1);
  });

  it('gives its run what the host has there of its own, in its append', async () => {
    const { api } = await talking(
      {},
      agent(async function* () {}),
    );
    const custom = { pace: 'slow', variants: [null, { x: 0.5 }] };
    const { runId } = await api.call('sendMessage', say('Hello', { options: { custom } }));
    const opened = { runId, status: 'running', previousStatus: null, custom };
    expect(payloadsOf(await logOf(api), 'run_changed')).toEqual([opened]);
    // The same once more changes nothing; anything else takes the place of all of it.
    await api.call('sendMessage', say('Again', { options: { custom } }));
    expect(payloadsOf(await logOf(api), 'run_changed')).toEqual([opened]);
    const reason = { code: 'bounces', message: 'Too many bounces.' };
    await api.call('pause', { ...command(), runId: runId!, reason });
    await api.call('sendMessage', say('And so', { options: { custom: { pace: null } } }));
    // It stays paused for the same reason, whoever says what of it by which command.
    await api.call('changeRun', { ...command(), runId, title: 'Mailing' });
    const paused = { runId, status: 'paused', previousStatus: 'paused', reason };
    expect(payloadsOf(await logOf(api), 'run_changed').slice(1)).toEqual([
      { ...paused, custom: { pace: null } },
      { ...paused, title: 'Mailing' },
    ]);
    const much = { custom: { text: 'x'.repeat(65_536) } };
    await expect(api.call('sendMessage', say('Much', { options: much }))).rejects.toMatchObject({
      code: 'PayloadTooLarge',
    });
  });

  it('of a visitor sets no level, no budget, no run, and only models that the host lets it choose', async () => {
    const { orchestrator } = await talking({
      modelsFor: ({ kind }) => (kind === 'visitor' ? ['small'] : 'any'),
    });
    const api = orchestrator.as(visitor('c1'));
    for (const rest of [
      { options: { autopilot: 4 } },
      { options: { budget: { limitMicroUsd: 1 } } },
      { options: { model: 'large' } },
      { options: { custom: { pace: 'slow' } } },
      { runId: 'other' },
    ]) {
      await expect(api.call('sendMessage', say('Hi', rest))).rejects.toMatchObject({ code: 'Forbidden' });
    }
    expect(await logOf(api)).toHaveLength(1);
    await api.call('sendMessage', say('Hi', { options: { model: 'small' } }));
    expect(payloadsOf(await logOf(api), 'updated')).toEqual([{ model: 'small' }]);
  });

  it('is refused for a run that nobody opened', async () => {
    const { api } = await talking();
    await expect(api.call('sendMessage', say('Hi', { runId: 'none' }))).rejects.toMatchObject({
      code: 'UnknownRun',
    });
    expect(await logOf(api)).toHaveLength(1);
  });
});

describe('a setting', () => {
  it('that holds already is not logged again', async () => {
    const { api } = await talking();
    const calls: (() => Promise<unknown>)[] = [
      () => api.call('setAutopilot', { ...command(), level: 1 }),
      () => api.call('setModel', { ...command(), model: 'small' }),
      () => api.call('setPolicy', { ...command(), source: 'rules: []\n' }),
      () => api.call('pause', command()),
      () => api.call('resume', command()),
    ];
    for (const call of calls) {
      await call();
      const head = (await logOf(api)).length;
      await call();
      expect(await logOf(api)).toHaveLength(head);
    }
  });

  it('of autopilot is that of the conversation and of its run', async () => {
    const { api } = await talking();
    const { runId } = await api.call('sendMessage', say('Hello', { options: { autopilot: 1 } }));
    await framesUntil(api, whole, closes(2));
    await api.call('setAutopilot', { ...command(), level: 3 });
    expect(payloadsOf(await logOf(api), 'autopilot_set')).toEqual([
      { level: 1, runId },
      { level: 3 },
      { level: 3, runId },
    ]);
    await expect(api.call('setAutopilot', { ...command(), level: 3, runId: 'x' })).rejects.toMatchObject({
      code: 'UnknownRun',
    });
  });

  it('of a policy is the next version of what was read, and its faults have their places', async () => {
    const { api } = await talking();
    const source = 'rules:\n  - id: a\n    effect: never\n';
    await expect(api.call('setPolicy', { ...command(), source })).rejects.toMatchObject({
      code: 'InvalidPolicy',
      details: { faults: [{ line: 3, column: 13 }] },
    });
    const set = (text: string, baseVersion: number) =>
      api.call('setPolicy', { ...command(), source: text, baseVersion });
    expect(await set('rules: []\n', 0)).toMatchObject({ version: 1 });
    expect(await set('rules: [] # again\n', 1)).toMatchObject({ version: 2 });
    await expect(set('rules: []\n', 1)).rejects.toMatchObject({
      code: 'CasConflict',
      details: { expected: 1, actual: 2 },
    });
    expect((await logOf(api)).filter(({ type }) => type === 'policy_changed')).toMatchObject([
      { audience: 'operators', payload: { policyId: 'default', version: 1 } },
      { audience: 'operators', payload: { policyId: 'default', version: 2 } },
    ]);
  });
});

describe('a run', () => {
  it('is opened, changed and closed, and does not change after its end', async () => {
    const { api } = await talking();
    const { runId } = await api.call('changeRun', { ...command(), title: 'Spring' });
    const change = (rest: object) => api.call('changeRun', { ...command(), runId, ...rest });
    const head = (await change({ title: 'Spring' })).seq;
    expect(await logOf(api)).toHaveLength(head);
    await change({ status: 'paused' });
    await change({ status: 'completed' });
    expect(payloadsOf(await logOf(api), 'run_changed').at(-1)).toEqual({
      runId,
      status: 'completed',
      previousStatus: 'paused',
    });
    await expect(change({ status: 'running' })).rejects.toMatchObject({ code: 'RunClosed' });
    await expect(api.call('pause', { ...command(), runId })).rejects.toMatchObject({ code: 'RunClosed' });
    await expect(api.call('pause', { ...command(), runId: 'x' })).rejects.toMatchObject({
      code: 'UnknownRun',
    });
    // The next message is of a run of its own.
    expect((await api.call('sendMessage', say('On'))).runId).not.toBe(runId);
  });

  it('is one of at most 32 that are open', async () => {
    const { api } = await talking();
    for (let count = 0; count < 32; count++) await api.call('changeRun', command());
    await expect(api.call('changeRun', command())).rejects.toMatchObject({ code: 'RateLimited' });
  });

  it('is not freed by its agent of a pause, a campaign or a cap', async () => {
    const { orchestrator, api } = await talking();
    const { runId } = await api.call('changeRun', { ...command(), campaignId: 'spring' });
    const bot = orchestrator.as({ kind: 'agent', tenant: 'default', participantId: 'bot' });
    const change = (rest: object) => bot.call('changeRun', { ...command(), ...rest });
    await expect(change({})).rejects.toMatchObject({ code: 'Forbidden' });
    await expect(change({ runId, campaignId: 'other' })).rejects.toMatchObject({ code: 'Forbidden' });
    await change({ runId, title: 'Better' });
    await api.call('pause', { ...command(), runId });
    for (const status of ['running', 'completed'] as const) {
      await expect(change({ runId, status })).rejects.toMatchObject({ code: 'Forbidden' });
    }
  });

  it('has a state that patches change, or refuse to', async () => {
    const { orchestrator, api } = await talking();
    const { runId } = await api.call('changeRun', command());
    const operator = orchestrator.as(OPERATOR);
    const patch = (path: string, value: unknown) =>
      operator.call('patchRunState', {
        ...command(),
        runId,
        patch: [{ op: 'add', path, value: value as string }],
      });
    await patch('/found', 3);
    await expect(patch('/not/there', 1)).rejects.toMatchObject({ code: 'InvalidMessage' });
    for (const path of ['/a', '/b', '/c', '/d']) await patch(path, 'x'.repeat(60_000));
    await expect(patch('/e', 'x'.repeat(60_000))).rejects.toMatchObject({ code: 'PayloadTooLarge' });
    const [, snapshot] = await framesUntil(api, { conversationId: 'c1' }, ({ kind }) => kind === 'snapshot');
    expect(JSON.stringify(snapshot)).toContain('"found":3');
  });
});

describe('a setting that an agent proposes', () => {
  /** An agent that proposes a setting, as asked for by the newest message. */
  async function proposed(text: string, setting: SettingValue, options: Parameters<typeof start>[1] = {}) {
    const outcomes: SettingProposal[] = [];
    const bot = agent(async function* ({ events, control }) {
      const asked = events.findLast(({ type, author }) => type === 'message' && author === 'ada');
      outcomes.push(await control.proposeSetting(setting, asked?.seq ?? 0));
      yield { type: 'message', parts: [{ type: 'text', text: 'Done.' }], finality: 'turn' };
    });
    const { orchestrator, api } = await talking(options, bot);
    await api.call('sendMessage', say(text));
    await framesUntil(api, whole, closes(2));
    return { orchestrator, api, outcomes, log: await logOf(api) };
  }
  const LEVEL_2: SettingValue = { kind: 'autopilot', level: 2 };

  it('applies at once where the person has written the same, and is theirs', async () => {
    const { outcomes, log } = await proposed('Run at L2 with $50 a day.', LEVEL_2);
    expect(outcomes).toMatchObject([{ status: 'applied' }]);
    const asked = log.find(({ type }) => type === 'message');
    expect(log.find(({ type }) => type === 'autopilot_set')).toMatchObject({
      author: 'ada',
      causedBy: asked?.seq,
      payload: { level: 2 },
    });
  });

  it.each<[string, SettingValue]>([
    ['Please do as you like.', LEVEL_2],
    ['Run at L1.', LEVEL_2],
    ['Do not run at L2.', LEVEL_2],
    ['$50 a day', { kind: 'budget', meter: 'money', window: 'day', limit: 500_000_000 }],
  ])('is asked of the person who wrote "%s"', async (text, setting) => {
    const { api, outcomes, log } = await proposed(text, setting);
    expect(outcomes).toMatchObject([{ status: 'waiting' }]);
    expect(typesOf(log)).not.toContain('autopilot_set');
    expect(typesOf(log)).not.toContain('budget_set');
    expect(payloadsOf(log, 'approval_requested')).toMatchObject([
      { subject: { kind: 'setting' }, args: setting, approvers: ['ada'] },
    ]);
    await resolve(api, outcomes[0]?.approvalId ?? '', setting);
    const after = await logOf(api);
    const at = after.findIndex(({ type }) => type === 'approval_resolved');
    // In the same append, by the person who clicked.
    expect(after[at + 1]).toMatchObject({
      author: 'ada',
      type: setting.kind === 'budget' ? 'budget_set' : 'autopilot_set',
    });
    await expect(resolve(api, outcomes[0]?.approvalId ?? '', setting)).rejects.toMatchObject({
      code: 'ApprovalClosed',
    });
  });

  it('is not applied by old words when somebody has set the same since', async () => {
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const outcomes: SettingProposal[] = [];
    const bot = agent(async function* ({ control }) {
      begun.resolve();
      await gate.promise;
      outcomes.push(await control.proposeSetting(LEVEL_2, 3));
      yield { type: 'message', parts: [{ type: 'text', text: 'Done.' }], finality: 'turn' };
    });
    const { api } = await talking({}, bot);
    await api.call('sendMessage', say('Run at L2.'));
    await begun.promise;
    await api.call('setAutopilot', { ...command(), level: 0 });
    gate.resolve();
    await framesUntil(api, whole, closes(2));
    expect(outcomes).toMatchObject([{ status: 'waiting' }]);
  });

  it('is asked of its author where more was said in a pause before the agent was due', async () => {
    const outcomes: SettingProposal[] = [];
    let saidAt = 0;
    const bot = agent(async function* ({ control }) {
      outcomes.push(await control.proposeSetting(LEVEL_2, saidAt));
      yield { type: 'message', parts: [{ type: 'text', text: 'Done.' }], finality: 'turn' };
    });
    const { api } = await talking({}, bot);
    await api.call('pause', command());
    saidAt = (await api.call('sendMessage', say('Run at L2.'))).seq;
    await api.call('sendMessage', say('Is anybody there?'));
    await api.call('resume', command());
    await framesUntil(api, whole, closes(3));
    expect(outcomes).toMatchObject([{ status: 'waiting' }]);
    expect(payloadsOf(await logOf(api), 'approval_requested')).toMatchObject([{ approvers: ['ada'] }]);
  });

  it('puts a rule into the policy, also when the policy was changed between question and answer', async () => {
    const setting: SettingValue = { kind: 'score_floor', min: 75 };
    const { api, outcomes } = await proposed('Be careful.', setting);
    await api.call('setPolicy', { ...command(), source: 'rules:\n  - {id: mine, effect: warn}\n' });
    await resolve(api, outcomes[0]?.approvalId ?? '', setting);
    const [, second] = payloadsOf(await logOf(api), 'policy_changed') as {
      version: number;
      source: string;
    }[];
    expect(second?.version).toBe(2);
    expect(second?.source).toMatch(/mine[^]*score-floor[^]*75/);
  });

  it('is asked of operators where the person may not set it', async () => {
    const places: unknown[] = [];
    const maySet: OrchestratorOptions['maySet'] = (_control, _participantId, _setting, place) => {
      places.push(place);
      return false;
    };
    const { log } = await proposed('Run at L2.', LEVEL_2, { maySet });
    expect(places[0]).toEqual({ tenant: 'default', conversationId: 'c1' });
    expect(payloadsOf(log, 'approval_requested')).toMatchObject([{ approvers: 'operators' }]);
  });

  it('is blocked by a policy that forbids it, and refused when it is none', async () => {
    const outcomes: unknown[] = [];
    const bot = agent(async function* ({ control }) {
      outcomes.push(await control.proposeSetting(LEVEL_2, 4));
      const wrong = { kind: 'autopilot', level: 9 } as unknown as SettingValue;
      for (const [setting, seq] of [
        [wrong, 4],
        [LEVEL_2, 1],
      ] as const) {
        await control
          .proposeSetting(setting, seq)
          .catch((error: { code: string }) => outcomes.push(error.code));
      }
      yield { type: 'message', parts: [{ type: 'text', text: 'Done.' }], finality: 'turn' };
    });
    const { api } = await talking({}, bot);
    const source = 'rules:\n  - {id: people, when: {settings: autopilot}, effect: block, note: Never.}\n';
    await api.call('setPolicy', { ...command(), source });
    await api.call('sendMessage', say('Run at L2.'));
    await framesUntil(api, whole, closes(2));
    expect(outcomes).toEqual([
      expect.objectContaining({ status: 'blocked', reason: { code: 'policy_block', message: 'Never.' } }),
      'InvalidRequest',
      'UnknownMessage',
    ]);
  });

  async function resolve(api: ConversationApi, approvalId: string, setting: SettingValue): Promise<void> {
    const argsHash = canonicalHash(setting);
    await api.call('resolveApproval', { ...command(), approvalId, argsHash, decision: 'approve' });
  }
});
