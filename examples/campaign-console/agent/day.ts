import { briefIn, isNewDayMessage } from './day-words.ts';
import type { Situation } from './situation.ts';
import { num, retryStep, sendingStep, type Step } from './step.ts';

export function isNewDay(trigger: Situation['trigger']): boolean {
  return trigger.kind === 'said' && isNewDayMessage(trigger.text);
}

/**
 * A day of a campaign that runs alone: the brief that is due, what may be sent, once more what failed, and
 * the end of the run when nothing is left. `null`: as on any other day.
 */
export function dayStep(situation: Situation): Step | null {
  const { trigger, done } = situation;
  if (trigger.kind !== 'said') return null;
  const last = done.at(-1);
  const out = last?.output ?? {};
  const status: Step = { tool: 'campaign_status', args: {} };
  switch (last?.name) {
    case undefined: {
      const brief = briefIn(trigger.text);
      if (brief === null) return status;
      const { every, from, to } = brief;
      return { tool: 'summarise', args: { period: every, from, to } };
    }
    case 'summarise':
      return done.length === 1 ? status : null;
    case 'send_messages':
    case 'tune_pacing':
    case 'tune_variant':
    case 'tune_filters':
      return sendingStep(out, situation) ?? status;
    case 'campaign_status':
    case 'retry_group': {
      if (last.name === 'campaign_status' && out['stage'] !== 'written') return null;
      const sending = last.name === 'campaign_status' ? sendingStep(out, situation) : null;
      const told = done.findLast(({ name }) => name === 'campaign_status')?.output;
      // Who is alone stays inside of what the day leaves.
      const next = sending ?? retryStep(situation, 'all', num(told?.['affordable']));
      if (next !== null) return next;
      if (out['isDone'] === true) return { tool: 'summarise', args: { period: 'run' } };
      return { say: 'That is what today allows.' };
    }
    default:
      return null;
  }
}
