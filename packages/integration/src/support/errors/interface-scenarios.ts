import { type ErrorCode, type InterfaceRecord, MAX_SCENARIO_BYTES } from '@agent-chat/protocol';
import { operatorTokenOf } from '../operator-server.js';
import { scenarioNamed } from '../scenarios.js';
import { type AskedMethod, type InterfaceWorld, MOST_CALLS, type Session } from './interface-world.js';

/** A call that must be refused. */
export interface AskedProvocation {
  readonly params: object;
  /** Of whom. Absent: nobody's. */
  readonly token?: string;
}

/** Brings a world to where a call of the method is answered with a code, and says which call. */
export type InterfaceScenario = (world: InterfaceWorld, method: AskedMethod) => Promise<AskedProvocation>;

const OPERATOR = { token: operatorTokenOf('default') };
const HOST = { kind: 'operator', tenant: 'default', participantId: 'op' } as const;
const SHOP = { slug: 'shop' };
const TAKEN = { slug: 'shop' };
const UNFIT = { slug: 'Not A Slug' };

const fieldsOf = (world: InterfaceWorld) => ({
  clientRequestId: world.unique('request'),
  name: 'Help',
  title: 'Help',
  slug: world.unique('help'),
  agentId: 'helper',
});
const make = async (world: InterfaceWorld, fields: object = {}): Promise<{ interfaceId: string }> => {
  const made = await world.ask('createInterface', { ...fieldsOf(world), ...fields }, OPERATOR.token);
  return { interfaceId: (made as InterfaceRecord).interfaceId };
};

const newScenario = (world: InterfaceWorld) => ({
  clientRequestId: world.unique('request'),
  scenario: scenarioNamed(world.unique('scenario')),
});
const keepScenario = async (world: InterfaceWorld) => {
  const params = newScenario(world);
  await world.ask('createScenario', params, OPERATOR.token);
  return { scenarioId: params.scenario.scenarioId, scenario: params.scenario };
};
const TOO_LARGE = { background: 'x'.repeat(MAX_SCENARIO_BYTES) };

/** Two conversations of one visitor, the first of which the session is not of. */
async function twoOf(world: InterfaceWorld): Promise<{ first: Session; second: Session }> {
  const subject = world.unique('subject');
  const begin = () => world.begin({ identityToken: world.identityTokenOf(subject), fresh: true });
  return { first: await begin(), second: await begin() };
}
const tokenOf = ({ sessionToken: token }: Session) => ({ token });
const rename = (world: InterfaceWorld, { conversationId }: Session, title = 'New') => ({
  ...SHOP,
  conversationId,
  clientRequestId: world.unique('request'),
  title,
});

/** With what each method of an operator takes besides the id of an interface or a scenario. */
const REST: Partial<Record<AskedMethod, (world: InterfaceWorld) => object>> = {
  updateInterface: () => ({ changes: { title: 'New' } }),
  duplicateInterface: (world) => ({ clientRequestId: world.unique('request') }),
  checkSlug: (world) => ({ slug: world.unique('free') }),
  updateScenario: () => ({ scenario: scenarioNamed('none') }),
};

const ofOperator: Partial<Record<ErrorCode, InterfaceScenario>> = {
  UnknownInterface: async (world, method) => ({
    ...OPERATOR,
    params: { interfaceId: 'none', ...REST[method]?.(world) },
  }),
  UnknownScenario: async (world, method) => ({
    ...OPERATOR,
    params: { scenarioId: 'none', ...REST[method]?.(world) },
  }),
  CasConflict: async (world, method) => ({
    ...OPERATOR,
    params: { ...(await make(world)), ...REST[method]?.(world), revision: 7 },
  }),
  UnknownSession: async () => ({ ...OPERATOR, params: { sessionId: 'none' } }),
};

/** By method and code; else by the code alone. */
export const INTERFACE_SCENARIOS: Readonly<Record<string, InterfaceScenario | undefined>> = {
  ...ofOperator,

  'getPublicInterface:UnknownInterface': async () => ({ params: { slug: 'none' } }),
  'createSession:UnknownInterface': async () => ({ params: { slug: 'none' } }),
  'createSession:UnknownConversation': async (world) => {
    const { conversationId } = await world.begin();
    const identityToken = world.identityTokenOf(world.unique('subject'));
    return { params: { ...SHOP, identityToken, conversationId } };
  },
  'createSession:SessionExpired': async (world) => {
    const { persistenceToken } = await world.begin();
    world.clock.advance(5 * 60_000 + 10_000);
    const params = { ...SHOP, persistenceToken };
    // That its time is up is noted by whoever looks first.
    await world.ask('createSession', params);
    return { params };
  },
  'createSession:SessionEnded': async (world) => {
    const session = await world.begin();
    await world.ask('endSession', SHOP, session.sessionToken);
    return { params: { ...SHOP, persistenceToken: session.persistenceToken } };
  },
  'createSession:InvalidIdentity': async (world) => ({
    params: { ...SHOP, identityToken: `${world.identityTokenOf('somebody')}x` },
  }),
  'createSession:RateLimited': async (world) => {
    const identityToken = world.identityTokenOf(world.unique('subject'));
    const params = { ...SHOP, identityToken, fresh: true };
    for (let begun = 0; begun < MOST_CALLS; begun++) await world.begin(params);
    return { params };
  },
  'endSession:UnknownInterface': async (world) => ({
    ...tokenOf(await world.begin()),
    params: { slug: 'none' },
  }),
  'endSession:RateLimited': async (world) => {
    const session = await world.begin();
    for (let ended = 0; ended < MOST_CALLS; ended++) {
      await world.ask('endSession', { slug: 'none' }, session.sessionToken);
    }
    return { ...tokenOf(session), params: SHOP };
  },
  'listVisitorConversations:UnknownInterface': async (world) => ({
    ...tokenOf(await world.begin()),
    params: { slug: 'none' },
  }),

  'renameVisitorConversation:UnknownInterface': async (world) => {
    const { first } = await twoOf(world);
    return { ...tokenOf(first), params: { ...rename(world, first), slug: 'none' } };
  },
  'renameVisitorConversation:UnknownConversation': async (world) => {
    const [{ first }, others] = [await twoOf(world), await twoOf(world)];
    return { ...tokenOf(first), params: rename(world, others.first) };
  },
  'renameVisitorConversation:ConversationGone': async (world) => {
    const { first, second } = await twoOf(world);
    const { conversationId } = first;
    const clientRequestId = world.unique('request');
    await world.as(HOST).call('eraseConversation', { conversationId, clientRequestId });
    return { ...tokenOf(second), params: rename(world, first) };
  },
  'renameVisitorConversation:ConversationEnded': async (world) => {
    const { first, second } = await twoOf(world);
    const { conversationId, participantId } = first;
    await world.as({ kind: 'member', tenant: 'default', participantId }).call('sendMessage', {
      conversationId,
      clientRequestId: world.unique('request'),
      parts: [{ type: 'text', partId: 'p1', text: 'Bye' }],
      finality: 'conversation',
    });
    return { ...tokenOf(second), params: rename(world, first) };
  },
  'renameVisitorConversation:IdempotencyMismatch': async (world) => {
    const { first } = await twoOf(world);
    const params = rename(world, first);
    await world.ask('renameVisitorConversation', params, first.sessionToken);
    return { ...tokenOf(first), params: { ...params, title: 'Another' } };
  },
  'renameVisitorConversation:RateLimited': async (world) => {
    const { first } = await twoOf(world);
    for (let named = 0; named < MOST_CALLS; named++) {
      await world.ask('renameVisitorConversation', rename(world, first, `${named}`), first.sessionToken);
    }
    return { ...tokenOf(first), params: rename(world, first) };
  },

  'createInterface:InvalidSlug': async (world) => ({ ...OPERATOR, params: { ...fieldsOf(world), ...UNFIT } }),
  'createInterface:SlugTaken': async (world) => ({ ...OPERATOR, params: { ...fieldsOf(world), ...TAKEN } }),
  'createInterface:UnknownAgent': async (world) => ({
    ...OPERATOR,
    params: { ...fieldsOf(world), agentId: 'nobody' },
  }),
  'createInterface:IdempotencyMismatch': async (world) => {
    const params = fieldsOf(world);
    await make(world, params);
    return { ...OPERATOR, params: { ...params, title: 'Another' } };
  },
  'updateInterface:InvalidSlug': async (world) => ({
    ...OPERATOR,
    params: { ...(await make(world)), changes: UNFIT },
  }),
  'updateInterface:SlugTaken': async (world) => ({
    ...OPERATOR,
    params: { ...(await make(world)), changes: TAKEN },
  }),
  'publishInterface:UnknownAgent': async (world) => {
    world.agents.add('seller');
    const params = await make(world, { agentId: 'seller' });
    world.agents.delete('seller');
    return { ...OPERATOR, params };
  },
  'duplicateInterface:InvalidSlug': async (world) => ({
    ...OPERATOR,
    params: { ...(await make(world)), clientRequestId: world.unique('request'), ...UNFIT },
  }),
  'duplicateInterface:SlugTaken': async (world) => ({
    ...OPERATOR,
    params: { ...(await make(world)), clientRequestId: world.unique('request'), ...TAKEN },
  }),
  'duplicateInterface:IdempotencyMismatch': async (world) => {
    const params = { ...(await make(world)), clientRequestId: world.unique('request') };
    await world.ask('duplicateInterface', params, OPERATOR.token);
    return { ...OPERATOR, params: { ...params, name: 'Another' } };
  },

  'createScenario:ScenarioExists': async (world) => ({
    ...OPERATOR,
    params: { ...newScenario(world), scenario: (await keepScenario(world)).scenario },
  }),
  'createScenario:PayloadTooLarge': async (world) => ({
    ...OPERATOR,
    params: { ...newScenario(world), scenario: scenarioNamed('large', TOO_LARGE) },
  }),
  'createScenario:IdempotencyMismatch': async (world) => {
    const params = newScenario(world);
    await world.ask('createScenario', params, OPERATOR.token);
    return { ...OPERATOR, params: { ...params, scenario: scenarioNamed('another') } };
  },
  'updateScenario:CasConflict': async (world) => ({
    ...OPERATOR,
    params: { ...(await keepScenario(world)), revision: 7 },
  }),
  'updateScenario:PayloadTooLarge': async (world) => {
    const { scenarioId } = await keepScenario(world);
    return { ...OPERATOR, params: { scenarioId, scenario: scenarioNamed(scenarioId, TOO_LARGE) } };
  },
  'deleteScenario:CasConflict': async (world) => {
    const { scenarioId } = await keepScenario(world);
    return { ...OPERATOR, params: { scenarioId, revision: 7 } };
  },
};

/** Params that a schema does not take. */
export const UNPARSABLE: Partial<Record<AskedMethod, object>> = {
  createSession: { ...SHOP, fresh: 7 },
  createInterface: { clientRequestId: 'unparsable', name: 7 },
  listInterfaces: { limit: 'many' },
  updateInterface: { interfaceId: 'i', changes: 7 },
  deleteInterface: { interfaceId: 'i', revision: 'x' },
  publishInterface: { interfaceId: 'i', revision: 'x' },
  unpublishInterface: { interfaceId: 'i', revision: 'x' },
  duplicateInterface: { interfaceId: 'i', name: 7 },
  createScenario: { clientRequestId: 'unparsable', scenario: 7 },
  listScenarios: { limit: 'many' },
  updateScenario: { scenarioId: 's', scenario: { scenarioId: 's' } },
  deleteScenario: { scenarioId: 's', revision: 'x' },
  listSessions: { limit: 'many' },
  getAnalytics: { from: 'some day' },
};

/** What a schema takes, besides an id. */
export const FITTING: Partial<Record<AskedMethod, object>> = {
  createInterface: { clientRequestId: 'fitting', name: 'Help', title: 'Help', agentId: 'helper' },
  updateInterface: { changes: { title: 'New' } },
  duplicateInterface: { clientRequestId: 'fitting' },
  checkSlug: { slug: 'free' },
  createScenario: { clientRequestId: 'fitting', scenario: scenarioNamed('fitting') },
  getScenario: { scenarioId: 'fitting' },
  updateScenario: { scenarioId: 'fitting', scenario: scenarioNamed('fitting') },
  deleteScenario: { scenarioId: 'fitting' },
  getAnalytics: { period: 'day' },
  completeLlm: { messages: [{ role: 'user', text: 'Hello' }] },
};
