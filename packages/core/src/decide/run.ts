import {
  AgentChatError,
  applyPatch,
  canonicalJson,
  type ControlState,
  type ConversationState,
  type EventDraft,
  isOpenRun,
  type JsonValue,
  type MethodParams,
  type OpenRun,
  type RunRecord,
  type RunStatus,
} from '@agent-chat/protocol';
import { isUser } from '../policy/participant-kind.js';
import { type Actor, type Decision, requireNotEnded, seqAt, systemEnvelope } from './decision.js';

/** So many runs may be open at once: what is open is held in memory. */
const MAX_OPEN_RUNS = 32;

/** @throws AgentChatError `UnknownRun` for one that was never opened or is over */
export function requireOpenRun(control: ControlState, runId: string): OpenRun {
  const run = control.runs.find((one) => one.runId === runId);
  if (run !== undefined) return run;
  throw new AgentChatError('UnknownRun', 'There is no open run with this id.', { details: { runId } });
}

/** @throws AgentChatError `RunClosed` for one that is over, `UnknownRun` */
export function requireRun({ control, timeline }: ConversationState, runId: string): OpenRun {
  const record = timeline.runs.get(runId);
  if (record !== undefined && !isOpenRun(record.status)) {
    throw new AgentChatError('RunClosed', 'This run is over.', { details: { runId, status: record.status } });
  }
  return requireOpenRun(control, runId);
}

/** @throws AgentChatError `RateLimited` when too many are open */
export function runOpened(
  control: ControlState,
  author: string,
  runId: string,
  more: Change = {},
): EventDraft {
  if (control.runs.length >= MAX_OPEN_RUNS) {
    throw new AgentChatError('RateLimited', `At most ${MAX_OPEN_RUNS} runs may be open.`, {
      details: { maxOpenRuns: MAX_OPEN_RUNS },
    });
  }
  return {
    ...systemEnvelope(author),
    runId,
    type: 'run_changed',
    payload: { ...more, status: more.status ?? 'running', runId, previousStatus: null },
  };
}

/**
 * What of a run that is open becomes another; nothing where it is so already. A run whose status stays
 * has it for the same reason, unless another one is given.
 */
export function runChanged(
  { timeline }: ConversationState,
  author: string,
  { runId, status: previousStatus }: OpenRun,
  change: Change,
): EventDraft[] {
  const status = change.status ?? previousStatus;
  const record = timeline.runs.get(runId);
  if (isUnchanged(record, status, change)) return [];
  const kept = status === previousStatus && record?.reason ? { reason: record.reason } : {};
  const payload = { ...kept, ...change, runId, status, previousStatus };
  return [{ ...systemEnvelope(author), runId, type: 'run_changed', payload }];
}

/**
 * Opens a run, or changes one that is open. An agent may end its run or hold it, and nothing else
 * that would free it of a cap, a level or a pause.
 *
 * @throws AgentChatError `Forbidden`, `UnknownRun`, `RunClosed`, `RateLimited`, `InvalidRequest`
 */
export function decideChangeRun(
  state: ConversationState,
  by: Actor,
  params: MethodParams<'changeRun'>,
  newRunId: string,
): Decision<{ seq: number; runId: string }> {
  const { control } = state;
  requireNotEnded(control);
  const { runId, clientRequestId, conversationId: _of, ...change } = params;
  const isAgent = isAgentHere(control, by);
  if (runId === undefined) {
    if (isAgent) throw forbidden('An agent opens no run.');
    if (change.status !== undefined && !isOpenRun(change.status)) {
      throw new AgentChatError('InvalidRequest', 'A run does not begin at its end.', {
        details: { path: 'status' },
      });
    }
    const opened = { ...runOpened(control, by.participantId, newRunId, change), clientRequestId };
    return { events: [opened], result: { seq: seqAt(control, 0), runId: newRunId } };
  }
  const run = requireRun(state, runId);
  if (isAgent) requireAgentsChange(control, run, change);
  const events = runChanged(state, by.participantId, run, change).map((event) => ({
    ...event,
    clientRequestId,
  }));
  const seq = events.length === 0 ? control.seq : seqAt(control, 0);
  return { events, result: { seq, runId } };
}

type Change = Pick<MethodParams<'changeRun'>, 'status' | 'title' | 'campaignId' | 'reason' | 'custom'>;

function requireAgentsChange(control: ControlState, run: OpenRun, { status, campaignId }: Change): void {
  if (run.status === 'paused') throw forbidden('A person decides about a run that is paused.');
  if (campaignId !== undefined && campaignId !== run.campaignId) {
    throw forbidden('A person decides about the campaign of a run.');
  }
  const ends = status !== undefined && !isOpenRun(status);
  if (ends && control.openTurn !== null && isHeldBack(control, run)) {
    throw forbidden('A run with a level or caps ends when its turn is over.');
  }
  if (status === 'running' && status !== run.status) throw forbidden('A person resumes a run.');
}

/** Whether the rest of a turn would be freed of something by the end of its run. */
function isHeldBack({ budgets, currentRunId }: ControlState, run: OpenRun): boolean {
  const isCapped = budgets.some(({ scope }) => scope.kind === 'run' && scope.id === run.runId);
  return run.runId === currentRunId && (isCapped || run.autopilot !== null || run.campaignId !== null);
}

function isUnchanged(record: RunRecord | undefined, status: RunStatus, change: Change): boolean {
  if (record === undefined || record.status !== status) return false;
  const { title, campaignId, custom } = change;
  return (
    (title === undefined || title === record.title) &&
    (campaignId === undefined || campaignId === record.campaignId) &&
    (custom === undefined || canonicalJson(custom) === canonicalJson(record.custom))
  );
}

/**
 * Changes what agents and the host keep of a run.
 *
 * @throws AgentChatError `UnknownRun`, `RunClosed`, `InvalidMessage` for a patch that does not fit,
 * `PayloadTooLarge` for a state that would be
 */
export function decidePatchRunState(
  state: ConversationState,
  by: Actor,
  { runId, patch, clientRequestId, executionId }: MethodParams<'patchRunState'>,
  maxStateChars: number,
): Decision<{ seq: number }> {
  const { control, timeline } = state;
  requireNotEnded(control);
  requireRun(state, runId);
  const before: JsonValue = timeline.runs.get(runId)?.state ?? {};
  const patched = applyPatch(before, patch);
  if (!patched.ok) {
    throw new AgentChatError('InvalidMessage', 'The patch does not fit the state of the run.', {
      details: { runId },
    });
  }
  const chars = JSON.stringify(patched.document).length;
  if (chars > maxStateChars) {
    throw new AgentChatError(
      'PayloadTooLarge',
      `The state of a run has at most ${maxStateChars} characters.`,
      {
        details: { chars, maxChars: maxStateChars },
      },
    );
  }
  const event: EventDraft = {
    ...systemEnvelope(by.participantId),
    clientRequestId,
    runId,
    ...(executionId === undefined ? {} : { executionId }),
    type: 'state_patched',
    payload: { runId, patch },
  };
  return { events: [event], result: { seq: seqAt(control, 0) } };
}

function isAgentHere(control: ControlState, { participantId, operator }: Actor): boolean {
  return !operator && !isUser(control, participantId);
}

function forbidden(message: string): AgentChatError {
  return new AgentChatError('Forbidden', message);
}
