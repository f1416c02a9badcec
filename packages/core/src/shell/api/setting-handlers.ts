import { AgentChatError, canonicalHash, type MethodParams } from '@agent-chat/protocol';
import { decideResolveApproval } from '../../decide/approval.js';
import { requirePresented } from '../../decide/execution-claim.js';
import { decidePause, decideResume } from '../../decide/pause.js';
import { requireSize } from '../../decide/payload-size.js';
import { decideChangeRun, decidePatchRunState, requireOpenRun } from '../../decide/run.js';
import {
  decideSetAutopilot,
  decideSetBudget,
  decideSetModel,
  decideSetPersona,
  decideSetPolicy,
} from '../../decide/settings.js';
import { parseGuardPolicy } from '../../guard/parse-policy.js';
import { placeOf } from '../../ports/conversation-place.js';
import { recordAmounts } from '../turns/budgets.js';
import type { ApiCall, HandlersOf } from './api-context.js';
import { requireModel } from './caller-settings.js';
import { choosePersona } from './chosen-persona.js';
import { faultOfEdited } from './edited-args.js';
import { executionOf } from './execution-writes.js';
import { toldLater } from './told-later.js';

/** The state of a run is part of every snapshot. */
const MAX_RUN_STATE_CHARS = 262_144;

export function settingHandlers(
  call: ApiCall,
): HandlersOf<
  | 'setAutopilot'
  | 'setBudget'
  | 'setPolicy'
  | 'setModel'
  | 'setPersona'
  | 'changeRun'
  | 'patchRunState'
  | 'pause'
  | 'resume'
  | 'resolveApproval'
  | 'recordUsage'
> {
  const { caller, context } = call;

  return {
    setAutopilot: (params) =>
      call.command('setAutopilot', params, ({ control }, by) => decideSetAutopilot(control, by, params)),

    setBudget: (params) =>
      call.command('setBudget', params, ({ control }, by) =>
        decideSetBudget(control, by, params, caller.tenant),
      ),

    async setPolicy(params) {
      requirePolicy(params.source);
      return call.command('setPolicy', params, ({ control }, by) => decideSetPolicy(control, by, params));
    },

    setModel: (params) =>
      call.use(call.openToWrite(params.conversationId), (conversation) => {
        requireModel(call, params.model);
        return call.commandOn(conversation, 'setModel', params, ({ control }, by) =>
          decideSetModel(control, by, params),
        );
      }),

    setPersona: (params) =>
      call.use(call.openToWrite(params.conversationId), async (conversation) => {
        const { personaId, clientRequestId } = params;
        const persona = await toldLater(choosePersona(call, personaId));
        return call.commandOn(conversation, 'setPersona', params, ({ control }, by) =>
          decideSetPersona(control, by, persona(), clientRequestId),
        );
      }),

    async changeRun(params) {
      requireSize(params.custom ?? {}, context.maxMessageBytes);
      const newRunId = context.ids.next('run');
      return call.command('changeRun', params, (state, by) => decideChangeRun(state, by, params, newRunId));
    },

    async patchRunState(params) {
      requireSize(params.patch, context.maxMessageBytes);
      return patchRunState(call, params);
    },

    pause: (params) => call.command('pause', params, (state, by) => decidePause(state, by, params)),

    resume: (params) => call.command('resume', params, (state, by) => decideResume(state, by, params)),

    async resolveApproval(params) {
      const { guard, settings, clock, maxMessageBytes } = context;
      requireSize(params.editedArgs ?? null, maxMessageBytes);
      // With all that was logged: what somebody answers may have been asked on another node.
      return call.use(call.open(params.conversationId), async (conversation) => {
        const editedFault = await toldLater(faultOfEdited(call, conversation, params));
        return call.commandOn(conversation, 'resolveApproval', params, (state, by) =>
          decideResolveApproval(state, by, params, {
            now: clock.now(),
            readPolicy: guard.readPolicy,
            editedFault,
            maySet: (participantId, setting) =>
              settings.maySet(state.control, participantId, setting, placeOf(conversation)),
          }),
        );
      });
    },

    async recordUsage(params) {
      const { ledger, budgetsFor, ids } = context;
      const by = call.actor();
      const key = call.keyOf('recordUsage', params);
      return call.use(call.open(params.conversationId), async (conversation) => {
        const { control } = conversation;
        try {
          if (params.runId !== undefined) requireOpenRun(control, params.runId);
        } catch (refusal) {
          // A retry gets its first result, whatever has become of the run.
          return conversation.commit<{ seq: number }>(
            () => {
              throw refusal;
            },
            { key },
          );
        }
        const named = canonicalHash([conversation.conversationId, by.participantId, params.clientRequestId]);
        const { amounts, runId = control.currentRunId } = params;
        const budgeting = { conversation, ledger, budgetsFor, ids };
        return recordAmounts(budgeting, { recordId: named, runId, amounts }, { key });
      });
    },
  };
}

function patchRunState(call: ApiCall, params: MethodParams<'patchRunState'>) {
  const execution = executionOf(params);
  return call.command(
    'patchRunState',
    params,
    (state, by) => {
      if (execution !== null) requirePresented(state.control, execution, by);
      return decidePatchRunState(state, by, params, MAX_RUN_STATE_CHARS);
    },
    { fence: execution?.fence },
  );
}

/** @throws AgentChatError `InvalidPolicy` with where its faults are */
function requirePolicy(source: string): void {
  const parsed = parseGuardPolicy(source);
  if (parsed.success) return;
  const [first] = parsed.faults;
  const where = first === undefined ? '' : ` Line ${first.line}, column ${first.column}: ${first.message}.`;
  throw new AgentChatError('InvalidPolicy', `This is no guard policy.${where}`, {
    details: { faults: parsed.faults },
  });
}
