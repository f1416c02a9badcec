import { LONG, type OwnScenarios, untilRefused } from './scenario.js';
import { validParams } from './valid-params.js';

/** Of buttons, cards and notes. */
export const ACTIONS: OwnScenarios = {
  'invokeAction:UnknownAction': async (world) => {
    const { messageId } = await world.answer();
    return { caller: world.ada, params: { messageId, actionId: 'fly' } };
  },
  'invokeAction:PayloadTooLarge': async (world) => {
    const { messageId } = await world.answer();
    return { caller: world.ada, params: { messageId, actionId: 'explain', payload: { text: LONG } } };
  },
  'invokeAction:RateLimited': async (world) => {
    const { messageId } = await world.answer();
    await untilRefused(1_000, () =>
      world.call(world.ada, 'invokeAction', { messageId, actionId: 'explain' }),
    );
    return { caller: world.ada, params: { messageId, actionId: 'explain' } };
  },
  'settleAction:UnknownAction': async (world, method) => ({ caller: world.bot, params: validParams(method) }),
  'settleAction:StaleFence': async (world) => {
    const { messageId } = await world.answer();
    const { seq } = await world.call(world.ada, 'invokeAction', { messageId, actionId: 'explain' });
    return {
      caller: world.bot,
      params: { actionSeq: seq, outcome: 'done', executionId: 'none', fence: 1 },
    };
  },
  'patchCard:CasConflict': async (world, method) => {
    const { messageId } = await world.answer();
    return { caller: world.bot, params: { ...validParams(method), messageId, rev: 7 } };
  },
  'patchCard:InvalidMessage': async (world, method) => {
    const { messageId } = await world.answer();
    const patch = [{ op: 'remove', path: '/nothing' }];
    return { caller: world.bot, params: { ...validParams(method), messageId, patch } };
  },
  'patchCard:PolicyViolation': async (world, method) => {
    const { messageId } = await world.answer();
    await world.call(world.operator, 'setPolicy', { source: 'rules: [{ id: never, effect: block }]\n' });
    return { caller: world.bot, params: { ...validParams(method), messageId } };
  },
  'patchCard:PayloadTooLarge': async (world, method) => {
    const { messageId } = await world.answer();
    const patch = [{ op: 'add', path: '/data/text', value: LONG }];
    return { caller: world.bot, params: { ...validParams(method), messageId, patch } };
  },
  'patchCard:StaleFence': async (world, method) => {
    const { messageId } = await world.answer();
    return {
      caller: world.bot,
      params: { ...validParams(method), messageId, executionId: 'none', fence: 1 },
    };
  },
  'addNote:InvalidAudience': async (world, method) => ({
    caller: world.ada,
    params: { ...validParams(method), audience: ['nobody'] },
  }),
};
