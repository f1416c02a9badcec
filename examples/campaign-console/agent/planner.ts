import type { ModelDelta, ModelPort } from '@agent-chat/agents';
import { readRequest, readRule } from './read-request.ts';
import { dayStep, isNewDay } from './day.ts';
import { type Done, type Situation, situationOf } from './situation.ts';
import { isBatch, num, type Output, retryStep, sendingStep, type Step } from './step.ts';

/**
 * The campaign agent without a language model: it decides by rules, so that the same conversation gets
 * the same answers, without a key. A real model takes its place with the same tools.
 */
export function plannerModel(): ModelPort {
  return {
    modelId: 'campaign-planner',
    async *step({ messages, signal }): AsyncGenerator<ModelDelta> {
      const calls = messages.filter((one) => one.role === 'tool').length;
      const step = nextStep(situationOf(messages));
      if (step.say !== undefined) {
        for (const append of step.say.match(/\s*\S+/g) ?? []) {
          if (signal.aborted) return;
          yield { type: 'text', append };
        }
      }
      if ('tool' in step) {
        const toolCallId = `${step.tool}-${calls + 1}`;
        yield { type: 'tool_call', toolCallId, name: step.tool, args: step.args };
        yield { type: 'finish', reason: 'tool_calls' };
      } else {
        yield { type: 'finish', reason: 'stop' };
      }
    },
  };
}

function nextStep(situation: Situation): Step {
  const last = situation.done.at(-1);
  if (last !== undefined && last.error !== null) return afterError(last, situation);
  const ofDay = isNewDay(situation.trigger) ? dayStep(situation) : null;
  if (ofDay !== null) return ofDay;
  return last === undefined ? firstStep(situation) : afterTool(last, situation);
}

const HELP =
  'Tell me whom to reach, for example “find 2k Python maintainers active in 90 days, preflight, then run with $50 a day”. Also: “send”, “show the outbox”, “retry the errors”, “score floor 75”, “forbid claims without evidence”, “set autopilot L2 with $100 a day”, “sum up the week”.';

function firstStep({ trigger, settings }: Situation): Step {
  // The loop says what the log has.
  if (trigger.kind === 'why') return { say: '' };
  if (trigger.kind === 'pressed') return pressed(trigger.actionId);
  const { text } = trigger;
  const every = /\b(?:brief|report to) me (?:every |each )?(daily|day|weekly|week)\b/i.exec(text)?.[1];
  if (every !== undefined) return { tool: 'set_brief', args: { every: /^d/i.test(every) ? 'day' : 'week' } };
  const request = readRequest(text);
  if (request !== null) {
    const { preflight: _, run: __, ...brief } = request;
    return { say: 'I write down what you want first.', tool: 'draft_brief', args: brief };
  }
  const rule = readRule(text);
  if (rule !== null) return { say: 'I show what that would change.', tool: 'propose_policy', args: { rule } };
  if (settings !== null) {
    const touchesPolicy = /score floor|policy rule/.test(settings);
    return touchesPolicy ? { tool: 'check_policy', args: {} } : { say: `Settings: ${settings}` };
  }
  if (/\b(?:preflight|simulate)\b/i.test(text)) return { tool: 'simulate', args: {} };
  if (/\boutbox\b/i.test(text)) return { tool: 'show_outbox', args: {} };
  if (/\b(?:retry|try again)\b/i.test(text)) return { tool: 'campaign_status', args: {} };
  const period = /\b(?:sum|summary|brief|report)\b.*\b(day|daily|week|weekly)\b/i.exec(text)?.[1];
  if (period !== undefined)
    return { tool: 'summarise', args: { period: /^day|^dai/i.test(period) ? 'day' : 'week' } };
  if (/\b(?:sum|summary|report)\b/i.test(text)) return { tool: 'summarise', args: { period: 'run' } };
  if (/\b(?:run|go|send|start|continue|resume|yes|status)\b/i.test(text))
    return { tool: 'campaign_status', args: {} };
  return { say: HELP };
}

function pressed(actionId: string): Step {
  switch (actionId) {
    case 'simulate':
      return { tool: 'simulate', args: {} };
    case 'open-outbox':
      return { tool: 'show_outbox', args: {} };
    case 'explain-forecast':
      return {
        say: 'The forecast counts people, messages and sends at their prices, and takes the reply rate of earlier runs of this kind.',
      };
    default:
      return { tool: 'campaign_status', args: {} };
  }
}

function afterError({ name, error }: Done, situation: Situation): Step {
  // The fault of one batch does not end the report of the others.
  if (name === 'report_errors') return wrapUp(situation, undefined);
  if (error?.code === 'outbox_changed') return { tool: 'campaign_status', args: {} };
  return { say: `I have not done **${name.replaceAll('_', ' ')}**: ${error?.message ?? 'it failed.'}` };
}

function afterTool({ name, output }: Done, situation: Situation): Step {
  const { trigger } = situation;
  const request = trigger.kind === 'said' ? readRequest(trigger.text) : null;
  const out = output ?? {};
  switch (name) {
    case 'draft_brief':
      if (request?.preflight || request?.run || isRunAgain(trigger)) return { tool: 'simulate', args: {} };
      return { say: 'Here is the brief. Simulate it, or run it.' };
    case 'simulate':
      if (request?.run && out['isFunded'] === false) {
        return {
          say: 'That is what I expect. Say yes to the budget above, then “run”: before that I spend nothing.',
        };
      }
      if (request?.run) {
        const args = { maxPeople: request.maxPeople };
        return { say: 'The preflight is done: I begin.', tool: 'discover_people', args };
      }
      return { say: 'That is what I expect. Say “run” when you want it.' };
    case 'discover_people':
      return {
        say: `I found ${num(out['found'])} people.`,
        tool: 'write_messages',
        args: { count: out['found'] },
      };
    case 'write_messages':
      return sendOrWait(out);
    case 'campaign_status':
      return fromStatus(out, situation);
    case 'send_messages':
      return afterBatch(out, situation);
    case 'tune_pacing':
    case 'tune_variant':
    case 'tune_filters':
      return sendingStep(out, situation) ?? wrapUp(situation, undefined);
    case 'report_errors':
      return wrapUp(situation, lastFaults(situation.done));
    case 'retry_group':
      return retryNext(situation);
    case 'check_policy':
      return {
        say: `The rule is in force as version ${num(out['version'])}: of ${num(out['checked'])} messages in the outbox ${num(out['blocked'])} may not be sent.`,
      };
    case 'propose_policy':
      return { say: 'Apply it, and I hold every message to it.' };
    case 'set_brief':
      return { say: `At autopilot L4 I write a brief each ${String(out['every'])}.` };
    case 'summarise':
      return {
        say: `${out['isOver'] === true ? 'The campaign is done: ' : ''}${num(out['sent'])} sent, ${num(out['replied'])} replies, ${num(out['bounced'])} bounces, ${num(out['failed'])} failed.`,
      };
    default:
      return { say: 'Here it is.' };
  }
}

function fromStatus(out: Output, situation: Situation): Step {
  const { trigger } = situation;
  if (out['stage'] === 'written' && retriedGroup(trigger) !== null) return retryNext(situation);
  if (trigger.kind === 'said' && /\bstatus\b/i.test(trigger.text)) {
    return {
      say: `Stage ${String(out['stage'])}: ${num(out['found'])} people, ${num(out['sent'])} sent, ${num(out['ready'])} ready, ${num(out['waiting'])} wait for you.`,
    };
  }
  switch (out['stage']) {
    case 'none':
      return { say: HELP };
    case 'over':
      if (isRunAgain(trigger)) return { tool: 'draft_brief', args: out['brief'] as object };
      return { say: 'This campaign is over. Press “Run again”, or tell me whom to reach next.' };
    case 'brief':
      return { tool: 'discover_people', args: { maxPeople: num(out['maxPeople']) } };
    case 'found':
      return { tool: 'write_messages', args: { count: num(out['found']) } };
    default:
      return sendOrWait(out);
  }
}

function sendOrWait(out: Output): Step {
  if (isBatch(out['next'])) return { tool: 'send_messages', args: out['next'] };
  const waiting = num(out['waiting']);
  if (waiting === 0 || num(out['level']) >= 3) return { tool: 'summarise', args: { period: 'run' } };
  return {
    say: `${waiting} messages wait in the outbox. Approve them one by one or all from a score, and say “send”. From autopilot L2 on I send what the policy has nothing against.`,
  };
}

function afterBatch(out: Output, situation: Situation): Step {
  return sendingStep(out, situation) ?? wrapUp(situation, out['faults']);
}

function isRunAgain(trigger: Situation['trigger']): boolean {
  return trigger.kind === 'pressed' && trigger.actionId === 'run-again';
}

/** Which group is to be tried again; `all` of them, or `null`: none. */
function retriedGroup(trigger: Situation['trigger']): string | null {
  if (trigger.kind === 'said') return /\b(?:retry|try again)\b/i.test(trigger.text) ? 'all' : null;
  if (trigger.kind !== 'pressed' || !/^(?:retry-group|apply-fix)$/.test(trigger.actionId)) return null;
  return String(trigger.payload['groupId']);
}

/** The next group that was asked for, then what became of all of them. */
function retryNext(situation: Situation): Step {
  const next = retryStep(situation, retriedGroup(situation.trigger) ?? 'all');
  if (next !== null) return next;
  const tried = situation.done.filter(({ name }) => name === 'retry_group');
  if (tried.length === 0) return { say: 'Nothing is left to try again.' };
  if (tried.at(-1)?.output?.['isDone'] === true) return { tool: 'summarise', args: { period: 'run' } };
  const sum = (key: string) =>
    tried.reduce(
      (total, { output }) => total + num((output?.['retried'] as Record<string, unknown> | undefined)?.[key]),
      0,
    );
  return { say: `I tried them again: ${sum('succeeded')} went out, ${sum('failed')} failed again.` };
}

/** Each fault that nobody has been shown in this turn, then the summary. */
function wrapUp({ done }: Situation, faults: unknown): Step {
  const names = Object.keys(faults ?? lastFaults(done));
  const shown = done.filter(({ name }) => name === 'report_errors').length;
  const next = names[shown];
  if (next !== undefined) return { tool: 'report_errors', args: { groupId: next } };
  return { tool: 'summarise', args: { period: 'run' } };
}

/** The faults as the newest batch, or the newest status, told of them. */
function lastFaults(done: readonly Done[]): object {
  const told = done.findLast(({ output }) => output?.['faults'] !== undefined);
  return told?.output?.['faults'] ?? {};
}
