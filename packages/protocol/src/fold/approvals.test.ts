import { expect, it } from 'vitest';
import { LogWriter, ROSTER } from '../test-support/log-writer.js';
import type { TimelineEntry } from './timeline-entry.js';

const ASKED = {
  args: { to: 'a@example.com' },
  argsHash: 'h1',
  approvers: 'operators',
  expiresAt: null,
} as const;
const SUBJECT = { kind: 'tool', name: 'send', toolCallId: 't1', stage: 'send' } as const;

/** An agent whose call waits for an approval. */
function asking(covers: 'call' | 'stage' = 'call', audience: 'everyone' | string[] = 'everyone'): LogWriter {
  const log = new LogWriter();
  log.write('created', 'system', { participants: [...ROSTER] });
  log.write('run_changed', 'ada', { runId: 'r1', status: 'running', previousStatus: null });
  log.write('execution_started', 'system', {
    executionId: 'e',
    agentId: 'bot',
    turn: 1,
    fence: 1,
    attempt: 1,
  });
  const rest = { turn: 1, runId: 'r1', audience };
  log.write('tool_call', 'bot', { toolCallId: 't1', name: 'send', args: ASKED.args }, rest);
  log.write(
    'approval_requested',
    'bot',
    { approvalId: 'a1', subject: SUBJECT, covers, ...ASKED },
    { runId: 'r1', audience },
  );
  return log;
}

function entryOf(log: LogWriter, place: string): TimelineEntry | undefined {
  const { entries, places } = log.state.timeline;
  return entries.get(places.get(place) ?? -1);
}

it('keeps an approval that was given until the tool starts, which uses it up', () => {
  const log = asking();
  expect(log.control.openTurn?.asked).toBe(true);
  log.write('approval_resolved', 'eve', {
    approvalId: 'a1',
    decision: 'approve',
    argsHash: 'h2',
    editedArgs: {},
  });
  expect(log.control.approvals).toMatchObject([
    { resolution: { decision: 'approve', by: 'eve', argsHash: 'h2' } },
  ]);
  expect(entryOf(log, 'approval:a1')).toMatchObject({
    status: 'approved',
    resolvedBy: 'eve',
    editedArgs: {},
  });
  log.write(
    'tool_started',
    'bot',
    { toolCallId: 't1', argsHash: 'h2', attempt: 1, approvalId: 'a1' },
    { turn: 1 },
  );
  expect(log.control.approvals).toEqual([]);
});

it('takes the first resolution of two', () => {
  const log = asking();
  log.write('approval_resolved', 'eve', { approvalId: 'a1', decision: 'deny', argsHash: 'h1' });
  log.write('approval_expired', 'system', { approvalId: 'a1', reason: 'expired' });
  expect(entryOf(log, 'approval:a1')).toMatchObject({ status: 'denied', resolvedBy: 'eve' });
});

it('remembers an approved stage with its run, unless only some saw it', () => {
  for (const [audience, stages] of [
    ['everyone', ['send']],
    [['ada', 'bot'], []],
  ] as const) {
    const log = asking('stage', typeof audience === 'string' ? audience : [...audience]);
    const rest = { audience: typeof audience === 'string' ? audience : [...audience] };
    log.write('approval_resolved', 'ada', { approvalId: 'a1', decision: 'approve', argsHash: 'h1' }, rest);
    expect(log.control.runs[0]?.approvedStages).toEqual(stages);
  }
});

it('is done with the approvals of a turn when the turn closes', () => {
  const log = asking();
  log.write('turn_cleared', 'system', { turn: 1, reason: 'stopped' });
  expect(log.control.approvals).toEqual([]);
});
