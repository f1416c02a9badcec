import type { Finality } from '@agent-chat/protocol';
import fc from 'fast-check';
import { type Agent, type Cas, type ReferenceModel, USERS } from './reference-model.js';

// What a history is made of.

const node = fc.nat(1);
const stale = fc.integer({ min: 0, max: 4 }).map((value) => value === 0);

const finality = fc.oneof(
  { weight: 20, arbitrary: fc.constant<Finality>('turn') },
  { weight: 8, arbitrary: fc.constant<Finality>('none') },
  { weight: 1, arbitrary: fc.constant<Finality>('conversation') },
);

export const steps = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant('say' as const),
      node,
      who: fc.constantFrom('ada', 'ada', 'bob', 'bot', 'cat', 'mallory', 'op'),
      finality,
      cas: fc.constantFrom<Cas>('none', 'none', 'none', 'right', 'wrong'),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      op: fc.constant('start' as const),
      node,
      agent: fc.constantFrom<Agent>('bot', 'bot', 'bot', 'cat'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant('write' as const),
      node,
      stale,
      finality,
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      op: fc.constant('tool' as const),
      node,
      stale,
      type: fc.constantFrom('tool_call' as const, 'tool_result' as const),
      id: fc.constantFrom('t1', 't1', 't2'),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      op: fc.oneof(
        { weight: 4, arbitrary: fc.constant('usage' as const) },
        { weight: 2, arbitrary: fc.constantFrom('beat' as const, 'release' as const) },
      ),
      node,
      stale,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('stop' as const),
      node,
      who: fc.constantFrom(...USERS),
      mode: fc.constantFrom('graceful' as const, 'hard' as const),
      late: stale,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant('clear' as const),
      node,
      stale,
      who: fc.constantFrom('ada', 'bob', 'bot', 'cat'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('pause' as const), node }) },
  // No pause is long: little happens in it.
  { weight: 5, arbitrary: fc.record({ op: fc.constant('resume' as const), node }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constantFrom('edit' as const, 'cancel' as const),
      node,
      who: fc.constantFrom(...USERS),
      pick: fc.nat(3),
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('advance' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('retry' as const),
      node,
      pick: fc.nat(40),
      altered: fc.boolean(),
    }),
  },
);
export type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;

/** Whether the model is at a place where the step may do something. */
export function isOfUse(step: Step, n: number, model: ReferenceModel): boolean {
  const { open, queue, executions } = model;
  if (model.ended) return step.op === 'retry' && n % 4 === 1;
  switch (step.op) {
    case 'say': {
      const { who, finality: spoken, cas } = step;
      if (who === 'mallory' || who === 'op' || cas === 'wrong') return false;
      if (open === null) return spoken !== 'conversation' || n % 4 === 1;
      if (open.owner === who) return open.execution === null;
      // An agent is refused, which is the rule that matters most.
      if (model.isAgent(who)) return n % 2 === 1;
      return cas === 'none' && spoken === 'turn' && queue.length < 3;
    }
    case 'start':
      if (open === null) return model.due.includes(step.agent) && (!model.paused || n % 2 === 1);
      return open.execution !== null && open.owner === step.agent && !open.live;
    case 'write':
    case 'tool':
    case 'usage':
    case 'beat':
    case 'release': {
      if (step.stale) return executions.length > 1 && n % 2 === 1;
      if (open?.live !== true) return false;
      if (step.op === 'write') return n % 2 === 1;
      if (step.op !== 'tool') return true;
      return open.calls.get(step.id) === (step.type === 'tool_call' ? undefined : 'called');
    }
    case 'stop':
      return open !== null && n % 4 === 1;
    case 'clear':
      if (open === null) return n % 4 === 1;
      return open.execution === null ? open.owner === step.who : open.live && n % 2 === 1;
    case 'pause':
    case 'resume':
      return model.paused === (step.op === 'resume');
    case 'edit':
    case 'cancel':
      return queue.length > 0;
    case 'advance':
      return open?.live === true;
    case 'retry':
      return n % 2 === 1;
  }
}
