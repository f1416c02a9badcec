import { decideSetHosting } from '../../decide/hosting.js';
import { decideAddNote, decideHandOff } from '../../decide/remark.js';
import { decideChangeRoster } from '../../decide/roster.js';
import type { ApiCall, HandlersOf } from './api-context.js';
import { executionOf } from './execution-writes.js';

type Names = 'handOff' | 'addNote' | 'changeRoster' | 'ensureAgents' | 'stopAgents';

/** Who takes part, who runs it, who is to act, and remarks. */
export function rosterHandlers(call: ApiCall): HandlersOf<Names> {
  const { agents } = call.context;
  const isRunHere = (agentId: string): boolean => Object.hasOwn(agents, agentId);

  return {
    ensureAgents: (params) =>
      call.command('ensureAgents', params, ({ control }, by) =>
        decideSetHosting(control, by, { ...params, hosting: 'internal', isRunHere }),
      ),

    stopAgents: (params) =>
      call.command('stopAgents', params, ({ control }, by) =>
        decideSetHosting(control, by, { ...params, hosting: 'external', isRunHere }),
      ),

    handOff: (params) =>
      call.command('handOff', params, ({ control }, by) => decideHandOff(control, by, params), {
        fence: executionOf(params)?.fence,
      }),

    addNote: (params) =>
      call.command('addNote', params, ({ control }, by) => decideAddNote(control, by, params)),

    changeRoster: (params) =>
      call.command('changeRoster', params, ({ control }, by) => decideChangeRoster(control, by, params)),
  };
}
