import type { ConversationState, EventDraft, MethodParams } from '@agent-chat/protocol';
import type { DecisionContext } from './decision.js';
import { requireOpenRun, runChanged, runOpened } from './run.js';
import { autopilotEvents, budgetEvents, modelEvents } from './settings.js';

/** What goes before a message in its append: its run, where it opens one, and what its options set. */
export interface MessageRun {
  readonly runId: string;
  readonly before: readonly EventDraft[];
}

/** @throws AgentChatError `UnknownRun`, `RateLimited` */
export function messageRun(
  state: ConversationState,
  author: string,
  { runId: named, options = {} }: Pick<MethodParams<'sendMessage'>, 'runId' | 'options'>,
  { newRunId }: Pick<DecisionContext, 'newRunId'>,
): MessageRun {
  const { control } = state;
  if (named !== undefined) requireOpenRun(control, named);
  const known = named ?? control.currentRunId;
  const runId = known ?? newRunId();
  const { autopilot, budget, model, custom } = options;
  const own = custom === undefined ? {} : { custom };
  const opens = known === null ? [runOpened(control, author, runId, own)] : [];
  const changes =
    known === null || custom === undefined
      ? []
      : runChanged(state, author, requireOpenRun(control, known), own);
  const level = autopilot === undefined ? [] : autopilotEvents(control, author, autopilot, runId);
  const cap =
    budget === undefined
      ? []
      : budgetEvents(control, author, {
          meter: 'money',
          scope: { kind: 'run', id: runId },
          window: budget.window ?? 'total',
          limit: budget.limitMicroUsd,
        });
  const models = model === undefined ? [] : modelEvents(control, author, model);
  return { runId, before: [...opens, ...changes, ...level, ...cap, ...models] };
}
