import type { ControlState, ConversationMethod } from '@agent-chat/protocol';
import { requirePresented } from '../../decide/execution-claim.js';
import type { CommitOptions } from '../conversation/commit-options.js';
import { ExecutionControl } from '../turns/execution-control.js';
import type { ApiCall, HandlersOf } from './api-context.js';

interface ExecutionParams {
  readonly conversationId: string;
  readonly clientRequestId: string;
  readonly executionId: string;
  readonly fence: number;
}

type Keyed = Pick<CommitOptions, 'key'>;

/** What a runner that lives elsewhere asks during its turn: the same as one of this process asks. */
export function executionToolHandlers(
  call: ApiCall,
): HandlersOf<
  'startTool' | 'requestApproval' | 'takeSteered' | 'proposeSetting' | 'reserve' | 'settle' | 'release'
> {
  const { guard, settings, ledger, budgetsFor, ids, clock } = call.context;

  /** Whoever may not ask is told so; whether the execution still holds the turn each decision says. */
  async function asking<R>(
    method: ConversationMethod,
    params: ExecutionParams,
    work: (control: ExecutionControl, keyed: Keyed) => Promise<R>,
  ): Promise<R> {
    const by = call.actor();
    const key = call.keyOf(method, params);
    return call.use(call.open(params.conversationId), async (conversation) => {
      const { executionId, fence } = params;
      // It may have begun on another node.
      if (conversation.control.openTurn?.execution?.executionId !== executionId) await conversation.refresh();
      const { turn = 0, execution: held } = conversation.control.openTurn ?? {};
      const isHeld = held?.executionId === executionId;
      if (isHeld) requirePresented(conversation.control, params, by);
      const agentId = isHeld ? held.agentId : by.participantId;
      const asked = {
        conversation,
        agentId,
        executionId,
        fence,
        turn,
        require: (control: ControlState) => requirePresented(control, params, by),
        mayActForAll: by.operator,
      };
      return work(new ExecutionControl({ ...asked, guard, settings, ledger, budgetsFor, ids, clock }), {
        key,
      });
    });
  }

  return {
    startTool: (params) =>
      asking('startTool', params, (control, keyed) =>
        control.startTool(params.toolCallId, params.tool, keyed),
      ),

    requestApproval: (params) =>
      asking('requestApproval', params, (control, keyed) =>
        control.requestApproval(params.toolCallId, params, keyed),
      ),

    proposeSetting: (params) =>
      asking('proposeSetting', params, (control, keyed) =>
        control.proposeSetting(params.setting, params.causedBy, keyed),
      ),

    reserve: (params) =>
      asking('reserve', params, async (control) => ({
        reservationId: await control.reserve(params.amounts, params.clientRequestId),
      })),

    settle: (params) =>
      asking('settle', params, async (control) => {
        await control.settle(params.reservationId, params.amounts);
        return {};
      }),

    release: (params) =>
      asking('release', params, async (control) => {
        await control.release(params.reservationId);
        return {};
      }),

    takeSteered: (params) =>
      asking('takeSteered', params, async (control, keyed) => {
        const events = await control.takeSteered(keyed);
        return { events: [...events] };
      }),
  };
}
