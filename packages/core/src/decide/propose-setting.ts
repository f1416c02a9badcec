import {
  AgentChatError,
  type Approvers,
  canonicalHash,
  type ConversationEvent,
  type ConversationState,
  type EventDraft,
  isKnownEvent,
  type MessageEntry,
  type Reason,
  textOf,
} from '@agent-chat/protocol';
import { type ParseSettingsOptions, parseSettings } from '../guard/parse-setting.js';
import { type SettingValue, settingsEqual } from '../guard/setting.js';
import { isUser } from '../policy/participant-kind.js';
import { settingEvents, settingName } from './apply-setting.js';
import { type Decision, ofRun, seqAt, systemEnvelope } from './decision.js';
import { requireExecution } from './execution.js';
import { evaluateInForce, type ReadPolicy } from './guard-call.js';

/** So many settings may wait for an answer: what is open is part of every snapshot. */
const MAX_ASKED = 32;

/** What the shell knows when an agent proposes a setting. */
export interface ProposeFacts {
  readonly executionId: string;
  readonly setting: SettingValue;
  /** The seq of the message in which it was asked for. */
  readonly causedBy: number;
  /** All events after that message, to the head. */
  readonly since: readonly ConversationEvent[];
  /** An unused approval id. */
  readonly approvalId: string;
  readonly expiresAt: string | null;
  readonly parse: ParseSettingsOptions;
  readonly maySet: (participantId: string, setting: SettingValue) => boolean;
  readonly readPolicy: ReadPolicy;
}

export interface SettingProposal {
  /**
   * `applied`: a person has written so. `unchanged`: it holds already. `waiting`: somebody is asked.
   * `blocked`: the guard policy forbids it.
   */
  readonly status: 'applied' | 'unchanged' | 'waiting' | 'blocked';
  /** Of the first event that was logged; the head when there was none. */
  readonly seq: number;
  readonly approvalId?: string;
  readonly reason?: Reason;
}

/**
 * An agent's word alone sets nothing. What core's own parser finds in a person's own words is applied
 * as theirs; anything else is asked of that person, or of operators where that person may not set it.
 *
 * @throws AgentChatError `StaleFence`, `UnknownMessage` when nobody wrote at `causedBy`,
 * `InvalidPolicy` for a rule that is none, `RateLimited` when too many wait for an answer
 */
export function decideProposeSetting(
  state: ConversationState,
  facts: ProposeFacts,
): Decision<SettingProposal> {
  const { control } = state;
  const { setting, causedBy } = facts;
  const { turn } = requireExecution(control, facts.executionId);
  const message = messageAt(state, causedBy);
  if (message === null) {
    throw new AgentChatError('UnknownMessage', 'Nobody wrote a message there.', { details: { causedBy } });
  }
  const at = (result: Omit<SettingProposal, 'seq'>, events: readonly EventDraft[] = []) => ({
    events,
    result: { ...result, seq: events.length === 0 ? control.seq : seqAt(control, 0) },
  });
  const name = settingName(setting);
  const evaluation = evaluateInForce(control, { kind: 'setting', name, args: setting }, facts.readPolicy);
  if (evaluation?.status === 'block') {
    const note = evaluation.results.find(({ status }) => status === 'block')?.note;
    return at({
      status: 'blocked',
      reason: { code: 'policy_block', message: note ?? 'The policy forbids it.' },
    });
  }
  const { author } = message;
  const isPermitted = facts.maySet(author, setting);
  const applied = settingEvents(control, author, setting);
  if (applied.length === 0) return at({ status: 'unchanged' });
  const isFresh = message.turn >= turn - 1 && !isSetSince(setting, facts);
  if (isPermitted && isFresh && evaluation?.status !== 'ask' && isWrittenIn(message, facts)) {
    const events = applied.map((event) => ({ ...event, causedBy, executionId: facts.executionId }));
    return at({ status: 'applied' }, events);
  }
  const argsHash = canonicalHash(setting);
  const asked = control.approvals.filter((one) => one.subject.kind === 'setting' && one.resolution === null);
  const waiting = asked.find((one) => one.argsHash === argsHash);
  if (waiting !== undefined) return at({ status: 'waiting', approvalId: waiting.approvalId });
  if (asked.length >= MAX_ASKED) {
    throw new AgentChatError('RateLimited', 'Too many settings wait for an answer.', {
      details: { maxApprovals: MAX_ASKED },
    });
  }
  const approvers: Approvers = isPermitted ? [author] : 'operators';
  const request = settingRequested(state, facts, { name, argsHash, approvers });
  return at({ status: 'waiting', approvalId: facts.approvalId }, [request]);
}

function settingRequested(
  { control }: ConversationState,
  facts: ProposeFacts,
  { name, argsHash, approvers }: { name: string; argsHash: string; approvers: Approvers },
): EventDraft {
  const { executionId, causedBy, approvalId, setting, expiresAt } = facts;
  return {
    ...systemEnvelope(requireExecution(control, executionId).owner),
    executionId,
    causedBy,
    ...ofRun(control),
    type: 'approval_requested',
    payload: {
      approvalId,
      subject: { kind: 'setting', name },
      args: setting,
      argsHash,
      approvers,
      expiresAt,
      reason: { code: 'proposed', message: 'The agent proposes this setting.' },
    },
  };
}

/** The words of a person, for everyone to read. */
function messageAt({ control, timeline }: ConversationState, seq: number): MessageEntry | null {
  const { entries } = timeline;
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries.at(index);
    if (entry === undefined || entry.seq < seq) return null;
    if (entry.seq > seq) continue;
    const isPerson = isUser(control, entry.author);
    return entry.kind === 'message' && entry.audience === 'everyone' && isPerson ? entry : null;
  }
  return null;
}

function isWrittenIn({ message }: MessageEntry, { setting, parse }: ProposeFacts): boolean {
  return parseSettings(textOf(message.parts), parse).some((found) => settingsEqual(found, setting));
}

/** Whether somebody has set the same since: old words do not undo what came after them. */
function isSetSince(setting: SettingValue, { since, causedBy }: ProposeFacts): boolean {
  const name = settingName(setting);
  return since.some((event) => {
    if (!isKnownEvent(event) || event.causedBy === causedBy) return false;
    switch (event.type) {
      case 'autopilot_set':
        return name === 'autopilot';
      case 'budget_set':
        return name === 'budget';
      case 'policy_changed':
        return name === 'policy';
      case 'updated':
        return name === 'model' && event.payload.model !== undefined;
      default:
        return false;
    }
  });
}
