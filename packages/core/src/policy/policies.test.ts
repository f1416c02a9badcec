import { type ControlState, emptyState, type Participant } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { alternationPolicy } from './alternation.js';
import { firstComePolicy } from './first-come.js';
import { guidanceOf } from './guidance.js';
import { humanInTheLoopPolicy } from './human-in-the-loop.js';
import { mentionPolicy } from './mention.js';
import { moderatorPolicy } from './moderator.js';
import { policyByName } from './policy-by-name.js';
import { scenarioOrderPolicy } from './scenario-order.js';

const person = (participantId: string): Participant => ({
  participantId,
  kind: 'user',
  displayName: participantId,
});
const agent = (participantId: string): Participant => ({
  participantId,
  kind: 'agent',
  displayName: participantId,
});
const ROSTER = [person('ada'), agent('bot'), agent('cal'), agent('dee')];

function after(
  owner: string | null,
  rest: Partial<ControlState> & {
    readonly by?: 'message' | 'stopped' | 'lost';
    mentions?: string[];
  } = {},
): ControlState {
  const { by = 'message', mentions = [], ...fields } = rest;
  return {
    ...emptyState('c1').control,
    seq: 9,
    lastTurn: owner === null ? 0 : 4,
    participants: ROSTER,
    lastClose:
      owner === null
        ? null
        : { seq: 8, turn: 4, owner, author: owner, by, mentions, branched: false, answers: null },
    ...fields,
  };
}

describe('alternation', () => {
  it('lets the first agent answer a person, and a person answer an agent', () => {
    const policy = alternationPolicy();
    expect(policy.due(after('ada'))).toEqual(['bot']);
    expect(policy.due(after('bot'))).toEqual(['ada']);
    expect(policy.due(after(null))).toEqual(['ada']);
  });
});

describe('first-come', () => {
  it('lets every agent answer a person, and none answer an agent', () => {
    expect(firstComePolicy().due(after('ada'))).toEqual(['bot', 'cal', 'dee']);
    expect(firstComePolicy().due(after('bot'))).toEqual([]);
    expect(firstComePolicy().due(after(null))).toEqual([]);
  });

  it('tells all candidates in the guidance', () => {
    expect(guidanceOf(after('ada'), firstComePolicy())).toEqual({
      nextParticipantId: 'bot',
      kind: 'start_turn',
      turn: 5,
      candidates: ['bot', 'cal', 'dee'],
    });
  });
});

describe('mention', () => {
  it('lets whoever is named first answer, agents and people alike', () => {
    expect(mentionPolicy().due(after('ada', { mentions: ['dee', 'cal'] }))).toEqual(['dee']);
    expect(mentionPolicy().due(after('dee', { mentions: ['dee', 'cal'] }))).toEqual(['cal']);
    expect(mentionPolicy().due(after('dee', { mentions: ['ada'] }))).toEqual(['ada']);
  });

  it('lets the agent that spoke last answer a person who names nobody', () => {
    expect(mentionPolicy().due(after('ada', { recentOwners: ['cal', 'dee', 'ada'] }))).toEqual(['dee']);
    expect(mentionPolicy().due(after('ada'))).toEqual(['bot']);
    expect(mentionPolicy().due(after('bot'))).toEqual([]);
  });

  it('ignores who has left', () => {
    expect(mentionPolicy().due(after('ada', { mentions: ['eve'], recentOwners: ['eve'] }))).toEqual(['bot']);
  });
});

describe('moderator', () => {
  const policy = moderatorPolicy({ moderatorId: 'cal' });

  it('is due after every turn of somebody else, and whom it names is due after its own', () => {
    expect(guidanceOf(after('ada'), policy).nextParticipantId).toBe('cal');
    expect(guidanceOf(after('bot'), policy).nextParticipantId).toBe('cal');
    const named = after('cal', { due: { participantId: 'dee', seq: 7, author: 'cal', byAgent: true } });
    expect(guidanceOf(named, policy).nextParticipantId).toBe('dee');
    expect(guidanceOf(after('cal'), policy)).toMatchObject({ kind: 'wait', waitingFor: 'person' });
  });
});

describe('scenario order', () => {
  it('goes through the roster, again and again', () => {
    const policy = scenarioOrderPolicy();
    const spoken = ['ada', 'bot', 'cal', 'dee'].map((owner) => policy.due(after(owner))[0]);
    expect(spoken).toEqual(['bot', 'cal', 'dee', 'ada']);
    expect(policy.due(after(null))).toEqual(['ada']);
    expect(policy.due(after(null, { startingParticipantId: 'cal' }))).toEqual(['cal']);
  });

  it('takes an order of its own, and goes on with its first after a stranger to it', () => {
    const policy = scenarioOrderPolicy({ order: ['dee', 'bot', 'gone'] });
    expect(policy.due(after('dee'))).toEqual(['bot']);
    expect(policy.due(after('bot'))).toEqual(['dee']);
    expect(policy.due(after('ada'))).toEqual(['dee']);
  });
});

describe('guidance', () => {
  const policy = alternationPolicy();

  it('begins with whom the conversation is to begin with', () => {
    expect(guidanceOf(after(null, { startingParticipantId: 'dee' }), policy).nextParticipantId).toBe('dee');
  });

  it('has a lost attempt repeated by its owner before all else', () => {
    const lost = after('cal', {
      by: 'lost',
      due: { participantId: 'dee', seq: 9, author: 'bot', byAgent: true },
    });
    expect(guidanceOf(lost, policy).nextParticipantId).toBe('cal');
  });

  it('waits for a person after a stop, whoever was named before it', () => {
    const stopped = after('cal', {
      by: 'stopped',
      due: { participantId: 'dee', seq: 7, author: 'cal', byAgent: true },
    });
    expect(guidanceOf(stopped, policy).nextParticipantId).toBe('ada');
    const since = after('cal', {
      by: 'stopped',
      due: { participantId: 'dee', seq: 9, author: 'ada', byAgent: false },
    });
    expect(guidanceOf(since, policy).nextParticipantId).toBe('dee');
    const byAgent = after('cal', {
      by: 'stopped',
      due: { participantId: 'dee', seq: 9, author: 'bot', byAgent: true },
    });
    expect(guidanceOf(byAgent, policy).nextParticipantId).toBe('ada');
  });

  it('has a pressed button answered before whom a hand-off names', () => {
    const action = { seq: 9, author: 'ada', byAgent: false, messageId: 'm1', actionId: 'go', agentId: 'cal' };
    const control = after('ada', {
      actions: [action],
      due: { participantId: 'dee', seq: 9, author: 'bot', byAgent: true },
    });
    expect(guidanceOf(control, policy).nextParticipantId).toBe('cal');
  });

  it('lets no agent start while the conversation or its run is paused', () => {
    const reason = { code: 'person', message: 'Wait.' };
    const wait = { nextParticipantId: null, kind: 'wait', turn: 4, waitingFor: 'resume' };
    expect(guidanceOf(after('ada', { paused: reason }), policy)).toEqual(wait);
    const run = {
      runId: 'r1',
      status: 'paused' as const,
      campaignId: null,
      autopilot: null,
      approvedStages: [],
    };
    expect(guidanceOf(after('ada', { runs: [run], currentRunId: 'r1' }), policy)).toEqual(wait);
    expect(guidanceOf(after('bot', { paused: reason }), policy).nextParticipantId).toBe('ada');
  });
});

describe('policies by name', () => {
  it('follow the conversation, and the default where it names none or an unknown one', () => {
    const policy = policyByName(alternationPolicy(), [mentionPolicy(), firstComePolicy()], null);
    expect(policy.due(after('ada'))).toEqual(['bot']);
    expect(policy.due(after('ada', { schedulingPolicy: 'first-come' }))).toHaveLength(3);
    expect(policy.due(after('ada', { schedulingPolicy: 'none such' }))).toEqual(['bot']);
  });

  it('must not share a name', () => {
    expect(() => policyByName(alternationPolicy(), [alternationPolicy()], null)).toThrow(/alternation/);
  });

  it('may be several of one kind, each by a name of its own', () => {
    const name = 'mine';
    const panel = scenarioOrderPolicy({ name: 'panel', order: ['cal', 'dee'] });
    const read = humanInTheLoopPolicy(panel, { name: 'panel, read' });
    const others = [
      panel,
      read,
      scenarioOrderPolicy({ name: 'pair', order: ['dee', 'bot'] }),
      alternationPolicy({ name: 'alternation, mine' }),
      firstComePolicy({ name: 'first-come, mine' }),
      mentionPolicy({ name: 'mention, mine' }),
      moderatorPolicy({ moderatorId: 'cal', name }),
    ];
    const policy = policyByName(
      alternationPolicy(),
      [...others, moderatorPolicy({ moderatorId: 'dee' })],
      null,
    );
    const next = (owner: string, schedulingPolicy: string) => policy.due(after(owner, { schedulingPolicy }));
    expect(next('dee', 'panel')).toEqual(['cal']);
    expect(next('dee', 'panel, read')).toEqual(['ada']);
    expect(next('dee', 'pair')).toEqual(['bot']);
    expect(next('ada', name)).toEqual(['cal']);
    expect(next('ada', 'moderator')).toEqual(['dee']);
  });

  it('tells who acts before a named agent, and starts nobody where that breaks', () => {
    const broken = {
      name: 'broken',
      due: () => ['bot'],
      beforeNamed: () => {
        throw new Error('Broken.');
      },
    };
    const policy = policyByName(mentionPolicy(), [broken, humanInTheLoopPolicy(mentionPolicy())], null);
    const named = { due: { participantId: 'dee', seq: 7, author: 'cal', byAgent: true } };
    const next = (schedulingPolicy: string) =>
      guidanceOf(after('cal', { ...named, schedulingPolicy }), policy).nextParticipantId;
    expect(next('mention')).toBe('dee');
    expect(next('human-in-the-loop')).toBe('ada');
    expect(next('broken')).toBe(null);
  });
});
