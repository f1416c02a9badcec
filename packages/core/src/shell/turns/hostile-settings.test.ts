import type { Caller } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import {
  ADA,
  EVE,
  type FixtureOptions,
  logOf,
  OPERATOR,
  PARTICIPANTS,
  say,
  start,
} from '../../test-support/orchestrator-fixture.js';

const BOT: Caller = { kind: 'agent', tenant: 'default', participantId: 'bot' };

let requests = 0;
const command = () => ({ conversationId: 'c1', clientRequestId: `set-${++requests}` });

/** The bot has the turn that answers Ada's message. */
async function asked(text: string, options: FixtureOptions = {}) {
  const { orchestrator, store } = start({}, options);
  const [ada, eve, bot, op] = [ADA, EVE, BOT, OPERATOR].map((caller) => orchestrator.as(caller)) as never as [
    ReturnType<typeof orchestrator.as>,
    ReturnType<typeof orchestrator.as>,
    ReturnType<typeof orchestrator.as>,
    ReturnType<typeof orchestrator.as>,
  ];
  await ada.call('createConversation', {
    ...command(),
    participants: [...PARTICIPANTS, { participantId: 'eve', kind: 'user', displayName: 'Eve' }],
  });
  const { seq } = await ada.call('sendMessage', say(text));
  const begun = async () => {
    const { executionId, fence } = await bot.call('startExecution', { conversationId: 'c1', agentId: 'bot' });
    return { conversationId: 'c1', executionId, fence };
  };
  return { orchestrator, store, ada, eve, bot, op, seq, begun };
}

const SECRET = `rules:
  - id: rivals
    when: { tools: [send] }
    effect: block
    note: Never write to Initech, whom we are buying.
`;
const FLOOR = { kind: 'score_floor', min: 80 };

describe('settings', () => {
  it('that are put into a policy of others show nobody the rest of it', async () => {
    const { ada, bot, op, seq, begun } = await asked('Only contact people with a score of at least 80');
    await op.call('setPolicy', { ...command(), source: SECRET });
    const held = await begun();
    const proposed = await bot.call('proposeSetting', {
      ...command(),
      ...held,
      setting: FLOOR,
      causedBy: seq,
    });
    if (proposed.status === 'waiting') {
      const asks = (await logOf(ada)).find(({ type }) => type === 'approval_requested');
      const { approvalId, argsHash } = asks?.payload as { approvalId: string; argsHash: string };
      await ada.call('resolveApproval', { ...command(), approvalId, argsHash, decision: 'approve' });
    }
    const inForce = (await logOf(op)).findLast(({ type }) => type === 'policy_changed');
    expect(JSON.stringify(inForce)).toContain('score-floor');
    expect(JSON.stringify(inForce)).toContain('Initech');
    expect(JSON.stringify(await logOf(ada))).not.toContain('Initech');
  });

  it('that are asked for are approved as what they are, and as no other', async () => {
    const { ada, bot, seq, begun } = await asked('Something cheaper perhaps', {
      maySet: (_control, _participantId, setting) => setting.kind === 'model',
    });
    const held = await begun();
    const { approvalId = '' } = await bot.call('proposeSetting', {
      ...command(),
      ...held,
      setting: { kind: 'model', model: 'haiku' },
      causedBy: seq,
    });
    const asks = (await logOf(ada)).find(({ type }) => type === 'approval_requested');
    const { argsHash } = asks?.payload as { argsHash: string };
    const answer = { ...command(), approvalId, argsHash, decision: 'approve' as const };
    await expect(
      ada.call('resolveApproval', { ...answer, editedArgs: { kind: 'autopilot', level: 4 } }),
    ).rejects.toMatchObject({ code: 'InvalidRequest' });
    expect((await logOf(ada)).some(({ type }) => type === 'autopilot_set')).toBe(false);
    await ada.call('resolveApproval', { ...answer, editedArgs: { kind: 'model', model: 'opus' } });
    expect((await logOf(ada)).at(-1)).toMatchObject({ type: 'updated', payload: { model: 'opus' } });
  });

  it('are asked for by an agent so many times at once, and no more', async () => {
    const { bot, ada, seq, begun } = await asked('Do it');
    const held = await begun();
    const proposes = (limit: number) =>
      bot.call('proposeSetting', {
        ...command(),
        ...held,
        setting: { kind: 'budget', meter: 'money', window: 'day', limit },
        causedBy: seq,
      });
    for (let limit = 1; limit <= 32; limit += 1) expect((await proposes(limit)).status).toBe('waiting');
    await expect(proposes(33)).rejects.toMatchObject({ code: 'RateLimited' });
    // One that waits already is no further one.
    expect((await proposes(5)).status).toBe('waiting');
    expect((await logOf(ada)).filter(({ type }) => type === 'approval_requested')).toHaveLength(32);
  });

  it('tell whoever is not asked nothing of what is asked', async () => {
    const { eve, ada, op, bot, seq, begun } = await asked('Do it');
    await op.call('setPolicy', { ...command(), source: SECRET });
    const held = await begun();
    const { approvalId = '' } = await bot.call('proposeSetting', {
      ...command(),
      ...held,
      setting: FLOOR,
      causedBy: seq,
    });
    const asks = (await logOf(ada)).find(({ type }) => type === 'approval_requested');
    const { argsHash } = asks?.payload as { argsHash: string };
    const answers = (editedArgs: unknown) =>
      eve.call('resolveApproval', { ...command(), approvalId, argsHash, decision: 'approve', editedArgs });
    for (const editedArgs of [{ kind: 'policy_rule', rule: { id: 'x y', effect: 'maybe' } }, 'nothing']) {
      await expect(answers(editedArgs)).rejects.toMatchObject({ code: 'Forbidden' });
    }
  });
});
