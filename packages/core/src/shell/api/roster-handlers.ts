import { decideAddNote, decideHandOff } from '../../decide/remark.js';
import { decideChangeRoster } from '../../decide/roster.js';
import type { ApiCall, HandlersOf } from './api-context.js';
import { executionOf } from './execution-writes.js';

type Names = 'handOff' | 'addNote' | 'changeRoster';

/** Who takes part, who is to act, and remarks. */
export function rosterHandlers(call: ApiCall): HandlersOf<Names> {
  return {
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
