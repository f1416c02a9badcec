import { decideRegenerate, decideSelectBranch } from '../../decide/branch.js';
import { decideGiveFeedback } from '../../decide/feedback.js';
import { decidePatchCard } from '../../decide/card.js';
import { decideInvokeAction, decideSettleAction } from '../../decide/action.js';
import type { ApiCall, HandlersOf } from './api-context.js';
import { executionOf } from './execution-writes.js';

type Names = 'regenerate' | 'selectBranch' | 'invokeAction' | 'settleAction' | 'patchCard' | 'giveFeedback';

/** What people and agents do about messages that are in the log. */
export function annotationHandlers(call: ApiCall): HandlersOf<Names> {
  const { messageActions, askHost, maxMessageBytes, guard } = call.context;
  const rules = { messageActions, isHostAsked: askHost !== null, maxPayloadBytes: maxMessageBytes };
  const cards = { maxCardBytes: maxMessageBytes, readPolicy: guard.readPolicy };
  return {
    regenerate: (params) =>
      call.command('regenerate', params, (state, by) => decideRegenerate(state, by, params)),

    selectBranch: (params) =>
      call.command('selectBranch', params, (state, by) => decideSelectBranch(state, by, params)),

    async invokeAction(params) {
      const logged = await call.command('invokeAction', params, (state, by) =>
        decideInvokeAction(state, by, params, rules),
      );
      await askHost?.(call.caller.tenant, params.conversationId, logged.seq);
      return logged;
    },

    settleAction: (params) =>
      call.command('settleAction', params, (state, by) => decideSettleAction(state, by, params), {
        fence: executionOf(params)?.fence,
      }),

    patchCard: (params) =>
      call.command('patchCard', params, (state, by) => decidePatchCard(state, by, params, cards), {
        fence: executionOf(params)?.fence,
      }),

    giveFeedback: (params) =>
      call.command('giveFeedback', params, (state, by) => decideGiveFeedback(state, by, params)),
  };
}
