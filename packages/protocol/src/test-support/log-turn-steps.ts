import { audienceLike } from '../fold/seen-alike.js';
import type { Audience } from '../events/event.js';
import type { Part } from '../events/message.js';
import { TURN_CLEARED_REASONS } from '../events/system.js';
import { type EventRest, type LogWriter, ROSTER } from './log-writer.js';

export function pick<T>(items: readonly T[], choice = 0): T | undefined {
  return items[choice % Math.max(1, items.length)];
}

const PEOPLE = ['ada', 'eve'] as const;
const AGENTS = ['bot', 'bea'] as const;
const TEXTS = ['Hello', 'Ask @bot.', '@Bea and @bot!', 'mail me@bot.example', '', '😀'] as const;

function partsOf(choice: number): Part[] {
  const text: Part = { type: 'text', partId: 'p1', text: pick(TEXTS, choice) ?? '' };
  const others: (Part | null)[] = [
    null,
    { type: 'reasoning', partId: 'p2', text: 'Hm.' },
    { type: 'card', partId: 'p3', card: { type: 'table', version: 1, data: { rows: [1, 2] } } },
    { type: 'attachment', partId: 'p4', attachmentId: 'a', name: 'a.txt', contentType: 'text/plain' },
    { type: 'hologram', partId: 'p5', depth: 3 } as Part,
  ];
  const other = pick(others, choice >> 3);
  return other ? [text, other] : [text];
}

/** Whom something of the open turn is for; mostly everyone. */
export function audienceOf(choice: number, author: string): Audience {
  return (
    pick<Audience>(
      ['everyone', 'everyone', 'everyone', 'operators', [author], ['ada'], ['eve', 'bea']],
      choice,
    ) ?? 'everyone'
  );
}

export function ofRun(log: LogWriter): EventRest {
  const { currentRunId } = log.control;
  return currentRunId === null ? {} : { runId: currentRunId };
}

/** What the append that closes a turn logs first. */
function expireApprovals(log: LogWriter, reason: 'turn_closed' | 'turn_cleared' | 'ended'): void {
  for (const approval of log.control.approvals) {
    const { approvalId, resolution, turn } = approval;
    if (resolution === null && (turn > 0 || reason === 'ended')) {
      const audience = audienceLike(approval);
      log.write('approval_expired', 'system', { approvalId, reason }, { audience });
    }
  }
}

function inTurn(log: LogWriter): EventRest {
  return { turn: log.control.openTurn?.turn ?? log.control.lastTurn + 1, ...ofRun(log) };
}

const idOf = (prefix: string, log: LogWriter): string => `${prefix}${log.events.length + 1}`;

/** Turns: who opens and closes them, and what stands in them. */
export const TURN_STEPS = {
  personSays(log: LogWriter, [who, what = 0, how = 0]: readonly number[]): void {
    const author = pick(PEOPLE, who) ?? 'ada';
    const { ended, openTurn } = log.control;
    if (ended) return;
    const parts = partsOf(what);
    const messageId = idOf('m', log);
    if (openTurn === null) log.says(author, messageId, parts, { clientRequestId: messageId, ...ofRun(log) });
    else log.write('message_queued', author, { messageId, parts, delivery: how % 2 ? 'next' : 'steer' });
  },

  startExecution(log: LogWriter, [who, how = 0]: readonly number[]): void {
    const { ended, openTurn, lastTurn, actions, paused } = log.control;
    if (ended || paused || (openTurn !== null && openTurn.execution === null)) return;
    const agentId = openTurn?.owner ?? pick(AGENTS, who) ?? 'bot';
    const attempt = (openTurn?.execution?.attempt ?? 0) + 1;
    const causedBy = pick(actions, how)?.seq;
    log.write(
      'execution_started',
      'system',
      {
        executionId: idOf('e', log),
        agentId,
        turn: openTurn?.turn ?? lastTurn + 1,
        fence: log.events.length,
        attempt,
      },
      { ...(causedBy === undefined || openTurn !== null ? {} : { causedBy }) },
    );
  },

  trace(log: LogWriter, [kind = 0, whom = 0, what = 0]: readonly number[]): void {
    const { openTurn } = log.control;
    if (openTurn === null) return;
    const { owner } = openTurn;
    const rest = { ...inTurn(log), audience: audienceOf(whom, owner) };
    if (kind % 4 === 0) log.write('thought', owner, { text: 'Let me see.' }, rest);
    else if (kind % 4 === 1)
      log.write('step', owner, { node: 'plan', status: 'ok', costMicroUsd: what }, rest);
    else if (kind % 4 === 2) {
      const usage = { model: `model-${what % 2}`, inputTokens: what, outputTokens: 1, latencyMs: 5 };
      log.write('usage', owner, usage, { ...rest, audience: 'operators' });
    } else {
      const to = pick(PEOPLE, what) ?? 'ada';
      log.write('query', owner, { queryId: idOf('q', log), text: 'Which?', to }, rest);
    }
  },

  callTool(log: LogWriter, [whom = 0, what = 0]: readonly number[]): void {
    const { openTurn } = log.control;
    if (openTurn === null) return;
    const { owner } = openTurn;
    const rest = { ...inTurn(log), audience: audienceOf(whom, owner) };
    log.write('tool_call', owner, { toolCallId: idOf('t', log), name: 'search', args: { q: what } }, rest);
  },

  tool(log: LogWriter, [which, how = 0]: readonly number[]): void {
    const { openTurn, approvals } = log.control;
    const call = pick(openTurn?.toolCalls.filter((one) => one.status !== 'answered') ?? [], which);
    if (call === undefined) return;
    const { toolCallId, author, audience } = call;
    const rest = { ...inTurn(log), audience };
    const approval = approvals.find((one) => one.subject.toolCallId === toolCallId);
    if (approval !== undefined && approval.resolution === null) return;
    if (call.status === 'called' && how % 4 !== 0) {
      const attempt = call.attempts + 1;
      const approvalId = approval === undefined ? {} : { approvalId: approval.approvalId };
      log.write('tool_started', author, { toolCallId, argsHash: 'h', attempt, ...approvalId }, rest);
      return;
    }
    const error = { code: 'ToolFailed', message: 'No.', retryable: false };
    const result = how % 3 === 0 ? { error } : { output: [how, null] };
    log.write('tool_result', author, { toolCallId, ...result }, rest);
  },

  answer(log: LogWriter, [which, who]: readonly number[]): void {
    const query = pick(log.control.openTurn?.queries ?? [], which);
    if (query === undefined) return;
    // Who answers must see the question; the answer is for those who do.
    const { queryId } = query;
    const audience = audienceLike(query);
    const person = pick(audience === 'everyone' ? PEOPLE : (audience as string[]), who) ?? 'ada';
    log.write('answer', person, { queryId, text: 'That one.' }, { ...inTurn(log), audience });
  },

  agentSays(log: LogWriter, [what = 0, how = 0, whom = 0]: readonly number[]): void {
    const { openTurn } = log.control;
    if (openTurn === null) return;
    const rest = inTurn(log);
    if (how % 2 === 0) {
      const audience = audienceOf(whom, openTurn.owner);
      log.says(openTurn.owner, idOf('m', log), partsOf(what), { ...rest, finality: 'none', audience });
      return;
    }
    expireApprovals(log, 'turn_closed');
    log.says(openTurn.owner, idOf('m', log), partsOf(what), rest);
  },

  clearTurn(log: LogWriter, [why]: readonly number[]): void {
    const { openTurn } = log.control;
    if (openTurn === null) return;
    expireApprovals(log, 'turn_cleared');
    const reason = pick(TURN_CLEARED_REASONS, why) ?? 'lost';
    log.write('turn_cleared', 'system', { turn: openTurn.turn, reason });
  },

  stop(log: LogWriter, [who, how = 0]: readonly number[]): void {
    const { openTurn } = log.control;
    if (openTurn === null) return;
    const mode = how % 2 ? 'graceful' : 'hard';
    log.write('stop_requested', pick(PEOPLE, who) ?? 'ada', { turn: openTurn.turn, mode });
  },

  takeQueued(log: LogWriter, [how = 0, what = 0]: readonly number[]): void {
    const { openTurn, queue } = log.control;
    const queued = openTurn === null ? queue[0] : queue.find((one) => one.delivery === 'steer');
    if (queued === undefined) return;
    const { messageId, author, parts, seq } = queued;
    if (how % 4 === 0) log.write('queued_changed', author, { messageId, parts: partsOf(what) });
    else if (how % 4 === 1) log.write('queued_removed', author, { messageId, reason: 'cancelled' });
    else {
      const finality = openTurn === null ? 'turn' : 'none';
      log.says(author, messageId, parts, { ...inTurn(log), finality, causedBy: seq });
    }
  },

  changeRoster(log: LogWriter, [how = 0]: readonly number[]): void {
    const { openTurn, ended } = log.control;
    if (openTurn !== null || ended) return;
    const carl = { participantId: 'carl', kind: 'user' as const, displayName: how % 3 ? 'Carl' : 'Bot' };
    log.write('roster_changed', 'system', { added: how % 2 ? [carl] : [], removed: how % 2 ? [] : ['carl'] });
  },

  end(log: LogWriter, [chance = 0, who]: readonly number[]): void {
    const { openTurn, ended, queue } = log.control;
    if (ended || chance % 8 !== 0) return;
    for (const { messageId } of queue) log.write('queued_removed', 'system', { messageId, reason: 'ended' });
    expireApprovals(log, 'ended');
    const author = openTurn?.owner ?? pick(ROSTER, who)?.participantId ?? 'ada';
    log.says(author, idOf('m', log), partsOf(0), { ...inTurn(log), finality: 'conversation' });
  },
};
