import { createOrchestrator, importConversation } from '@agent-chat/core';
import type {
  Caller,
  ConversationEvent,
  MethodParams,
  MethodResult,
  Scenario,
  ScenarioRecord,
} from '@agent-chat/protocol';
import { expect, it } from 'vitest';
import { describeInterfaces } from './support/interface-suite.js';
import { operatorTokenOf } from './support/operator-server.js';
import { longConversationIn, scenarioNamed } from './support/scenarios.js';

/** The same for each store. */
let longLog: Promise<string[]> | undefined;

describeInterfaces('scenarios', (suite) => {
  let requests = 0;
  const paramsOf = (scenario: Scenario): MethodParams<'createScenario'> => ({
    clientRequestId: `scenario-${++requests}`,
    scenario,
  });
  const make = (scenario: Scenario, tenant?: string): Promise<ScenarioRecord> =>
    suite.node.call('createScenario', paramsOf(scenario), tenant);
  const named = (name: string, more: Partial<Scenario> = {}): Scenario =>
    scenarioNamed(`${name}-${suite.count}`, more);
  /** What a caller reads of a new conversation in the scenario, and again when something was done. */
  const conversationIn = async (scenarioId: string) => {
    const orchestrator = createOrchestrator({ store: suite.store, clock: suite.clock });
    const conversationId = `in-${scenarioId}`;
    const operator: Caller = { kind: 'operator', tenant: 'default', participantId: 'op' };
    await orchestrator.as(operator).call('createConversation', {
      clientRequestId: conversationId,
      conversationId,
      scenarioId,
      participants: [
        { participantId: 'seller', kind: 'agent', displayName: 'Seller' },
        { participantId: 'buyer', kind: 'agent', displayName: 'Buyer' },
      ],
    });
    return {
      seenBy: (participantId: string) =>
        orchestrator
          .as({ kind: 'agent', tenant: 'default', participantId })
          .call('getHydratedConversation', { conversationId }),
      close: () => orchestrator.close(),
    };
  };

  it('are kept whole, found on every node, and shown in their conversations by role', async () => {
    const scenario = named('kept', { x_made: { by: ['hand', null] } });
    const { scenarioId, roles } = scenario;
    const record = await make(scenario);
    const instant = new Date(suite.clock.now()).toISOString();
    expect(record).toEqual({ scenario, revision: 1, createdAt: instant, updatedAt: instant });
    expect(await suite.other.call('getScenario', { scenarioId })).toEqual(record);

    const conversation = await conversationIn(scenarioId);
    try {
      const { scenario: seen } = await conversation.seenBy('buyer');
      expect(seen).toMatchObject({ scenarioId, roles: [{ participantId: 'seller' }, roles[1]] });
      expect(JSON.stringify(seen)).not.toMatch(/PRIVATE TO seller|hand/);
      const next = { ...scenario, background: 'Another shop.' };
      await suite.other.call('updateScenario', { scenarioId, scenario: next });
      expect((await conversation.seenBy('buyer')).scenario).toMatchObject({ background: 'Another shop.' });
    } finally {
      await conversation.close();
    }
  });

  it('are given to an agent that joins with the whole log, as a subscription from its start gives it', async () => {
    const scenario = scenarioNamed('long');
    const { scenarioId, roles } = scenario;
    const conversationId = 'a-long-one';
    await make(scenario);
    await importConversation({
      store: suite.store.events,
      tenant: 'default',
      source: await (longLog ??= longConversationIn(scenarioId, conversationId)),
    });
    const orchestrator = createOrchestrator({ store: suite.store, clock: suite.clock });
    try {
      const read = async (caller: Caller) => {
        const api = orchestrator.as(caller);
        const events: unknown[] = [];
        const omitted: unknown[] = [];
        for await (const frame of api.subscribe({ conversationId, cursor: '0' })) {
          if (frame.kind === 'event') events.push(frame.data);
          if (frame.kind === 'omitted') omitted.push(frame.data);
          if (frame.kind === 'caught_up') break;
        }
        const hydrated = await api.call('getHydratedConversation', { conversationId });
        expect(hydrated.events).toEqual(events);
        expect(hydrated.omitted).toEqual(omitted);
        return hydrated;
      };
      const agent = (participantId: string): Caller => ({ kind: 'agent', tenant: 'default', participantId });
      const [seller, buyer] = [await read(agent('seller')), await read(agent('buyer'))];
      const operator = await read({ kind: 'operator', tenant: 'default', participantId: 'op' });

      expect(operator.events).toHaveLength(operator.head);
      expect(operator).toMatchObject({ omitted: [], scenario });
      for (const [role, { scenario: seen, events, omitted, head }] of [seller, buyer].entries()) {
        const shown = roles.map((one, index) =>
          index === role ? one : { participantId: one.participantId },
        );
        expect(seen).toMatchObject({ scenarioId, roles: shown });
        expect(head).toBe(operator.head);
        // No event is in it that is for others, and none is missing without being told.
        const hidden = omitted.reduce((count, { fromSeq, toSeq }) => count + toSeq - fromSeq + 1, 0);
        expect(events.length + hidden).toBe(head);
        const own = roles[role]?.participantId ?? '';
        const mayRead = ({ audience }: ConversationEvent) =>
          audience === 'everyone' || (audience !== 'operators' && audience.includes(own));
        expect(events).toEqual(operator.events.filter(mayRead));
      }
      // Over the ends of pages, and at the end of the log.
      for (const place of [32, 500, 532, 1_000, 1_032, seller.head]) {
        expect(seller.omitted.some(({ fromSeq, toSeq }) => fromSeq <= place && place <= toSeq)).toBe(true);
      }
    } finally {
      await orchestrator.close();
    }
  });

  it('are made once for each request, whatever becomes of them', async () => {
    const scenario = named('once');
    const { scenarioId } = scenario;
    const params = paramsOf(scenario);
    const nodes = [suite.node, suite.other, suite.node, suite.other];
    const all = await Promise.all(nodes.map((each) => each.call('createScenario', params)));
    for (const record of all) expect(record).toEqual(all[0]);
    suite.clock.advance(1_000);
    await suite.node.call('updateScenario', { scenarioId, scenario: { ...scenario, background: 'New.' } });
    expect(await suite.other.call('createScenario', params)).toEqual(all[0]);
    await suite.node.call('deleteScenario', { scenarioId });
    expect(await suite.other.call('createScenario', params)).toEqual(all[0]);
    const refused = { ...params, scenario: { ...scenario, background: 'Other.' } };
    expect(await suite.node.refusal('createScenario', refused)).toMatchObject({
      code: 'IdempotencyMismatch',
    });
    expect(await suite.node.refusal('getScenario', { scenarioId })).toMatchObject({
      code: 'UnknownScenario',
    });
  });

  it('have one maker of an id: of many at once one, and another under the same request later', async () => {
    const scenario = named('raced');
    const { scenarioId } = scenario;
    const all = [suite.node, suite.other, suite.node, suite.other].map((node) => ({
      node,
      params: paramsOf(scenario),
    }));
    const answers = await Promise.all(
      all.map(async ({ node, params }) => {
        const response = await node.ask('createScenario', params, operatorTokenOf('default'));
        return response.status;
      }),
    );
    expect(answers.toSorted()).toEqual([200, 409, 409, 409]);
    const { node, params } = all[answers.indexOf(409)] ?? { node: suite.node, params: paramsOf(scenario) };
    expect(await node.refusal('createScenario', params)).toMatchObject({ code: 'ScenarioExists' });
    await node.call('deleteScenario', { scenarioId });
    expect(await node.call('createScenario', params)).toMatchObject({ scenario, revision: 2 });
  });

  it('are replaced whole, by one of those who have read the same revision', async () => {
    const scenario = named('changed', { x_note: 'To go.' });
    const { scenarioId } = scenario;
    await make(scenario);
    const { x_note: _, title: __, ...rest } = scenario;
    const contents = ['One.', 'Two.', 'Three.'].map((background) => ({ ...rest, background }));
    const answers = await Promise.all(
      contents.map(async (content, index) => {
        const node = index === 1 ? suite.other : suite.node;
        const params = { scenarioId, revision: 1, scenario: content };
        const response = await node.ask('updateScenario', params, operatorTokenOf('default'));
        return response.json() as Promise<unknown>;
      }),
    );
    const won = answers.filter((each) => (each as Partial<ScenarioRecord>).revision === 2);
    const conflict = { code: 'CasConflict', details: { expected: 1, actual: 2 } };
    expect(answers.filter((each) => !won.includes(each))).toMatchObject([conflict, conflict]);
    expect(won).toEqual([await suite.other.call('getScenario', { scenarioId })]);
    expect(contents).toContainEqual((won[0] as ScenarioRecord).scenario);
  });

  it('leave their conversations when they are deleted, and their ids free', async () => {
    const scenario = named('deleted');
    const { scenarioId } = scenario;
    const { revision } = await make(scenario);
    const conversation = await conversationIn(scenarioId);
    try {
      expect(await suite.node.refusal('deleteScenario', { scenarioId, revision: 7 })).toMatchObject({
        code: 'CasConflict',
      });
      expect(await suite.node.call('deleteScenario', { scenarioId, revision })).toEqual({});
      const { metadata, scenario: none, head } = await conversation.seenBy('buyer');
      expect({ metadata, none, head }).toMatchObject({ metadata: { scenarioId }, none: null, head: 1 });
      expect(JSON.stringify(await suite.store.records.list('default', 'scenarios'))).not.toContain(
        `${scenarioId} is`,
      );
      for (const method of ['getScenario', 'deleteScenario'] as const) {
        const code = 'UnknownScenario';
        expect(await suite.other.refusal(method, { scenarioId })).toMatchObject({ code });
      }
      const again = await suite.other.call('createScenario', paramsOf({ ...scenario, background: 'Again.' }));
      // A change of the former content does not hit the new one.
      expect(again.revision).toBe(revision + 1);
      expect((await conversation.seenBy('buyer')).scenario).toMatchObject({ background: 'Again.' });
    } finally {
      await conversation.close();
    }
  });

  it('are listed without what is private, the last changed first, in pages and by tenant', async () => {
    const tenant = `lister-${suite.count}`;
    const ids: string[] = [];
    for (const name of ['one', 'two', 'three']) {
      suite.clock.advance(1_000);
      const { scenario } = await make(named(name, { title: name }), tenant);
      ids.push(scenario.scenarioId);
    }
    suite.clock.advance(1_000);
    const [one = '', two = '', three = ''] = ids;
    const { title: _, ...untitled } = named('one');
    await suite.node.call('updateScenario', { scenarioId: one, scenario: untitled }, tenant);
    const first = await suite.other.call('listScenarios', { limit: 2 }, tenant);
    expect(first).toMatchObject({
      scenarios: [
        { scenarioId: one, title: null, participantIds: ['seller', 'buyer'], revision: 2 },
        { scenarioId: three, title: 'three', revision: 1 },
      ],
      total: 3,
    });
    expect(JSON.stringify(first)).not.toContain('PRIVATE');
    const second: MethodResult<'listScenarios'> = await suite.other.call(
      'listScenarios',
      { limit: 2, after: first.next ?? '' },
      tenant,
    );
    expect(second).toMatchObject({ scenarios: [{ scenarioId: two }], total: 3, next: null });
    await suite.node.call('deleteScenario', { scenarioId: two }, tenant);
    expect(await suite.node.call('listScenarios', {}, tenant)).toMatchObject({ total: 2 });

    const foreign = await suite.node.call('listScenarios', {}, `${tenant}-not`);
    expect(foreign).toEqual({ scenarios: [], total: 0, next: null });
    for (const method of ['getScenario', 'deleteScenario'] as const) {
      expect(await suite.node.refusal(method, { scenarioId: one })).toMatchObject({
        code: 'UnknownScenario',
      });
    }
    expect(await make(named('one'))).toMatchObject({ revision: 1 });
  });

  it('are refused with two roles of one participant, another id, or more than fits', async () => {
    const scenario = named('refused');
    const { scenarioId, roles } = scenario;
    const refusedAs = async (given: Scenario, error: object): Promise<void> => {
      expect(await suite.node.refusal('createScenario', paramsOf(given))).toMatchObject(error);
      const params = { scenarioId, scenario: given };
      expect(await suite.node.refusal('updateScenario', params)).toMatchObject(error);
    };
    await refusedAs(
      { ...scenario, roles: [...roles, ...roles.slice(0, 1)] },
      { code: 'InvalidRequest', details: { path: 'scenario.roles.2.participantId' } },
    );
    // In bytes, not in characters.
    const tooLarge = { ...scenario, background: 'ü'.repeat(102_400) };
    await refusedAs(tooLarge, { code: 'PayloadTooLarge', details: { maxBytes: 204_800 } });
    await make(scenario);
    const params = { scenarioId, scenario: named('another') };
    expect(await suite.node.refusal('updateScenario', params)).toMatchObject({
      code: 'InvalidRequest',
      details: { path: 'scenario.scenarioId' },
    });
    const spare = 204_800 - new TextEncoder().encode(JSON.stringify({ ...scenario, background: '' })).length;
    const largest = { ...scenario, background: 'x'.repeat(spare) };
    expect(await suite.node.call('updateScenario', { scenarioId, scenario: largest })).toMatchObject({
      revision: 2,
    });
  });
});
