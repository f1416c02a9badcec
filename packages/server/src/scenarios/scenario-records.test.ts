import { createMemoryRecordStore, type RecordStore, systemClock } from '@agent-chat/core';
import { AgentChatError, type Scenario } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { createScenarioRecords } from './scenario-records.js';

const SCENARIO: Scenario = { scenarioId: 'shop', background: 'A shop.', challenges: [], roles: [] };
const REQUEST = { tenant: 'default', author: 'op', clientRequestId: 'make', params: { scenario: 'shop' } };
const PLACE = { tenant: 'default', scenarioId: 'shop' };

/** A store that fails once, in the first call of one of its methods on a collection. */
function failingOnce(method: 'putIfAbsent' | 'replace', collection: string): RecordStore {
  const kept = createMemoryRecordStore();
  let isFailing = true;
  return new Proxy(kept, {
    get(target, name: keyof RecordStore) {
      return (...args: unknown[]) => {
        if (isFailing && name === method && args[1] === collection) {
          isFailing = false;
          throw new AgentChatError('Unavailable', 'The store cannot be reached at the moment.');
        }
        return (target[name] as (...all: unknown[]) => unknown)(...args);
      };
    },
  });
}

describe('a scenario', () => {
  it('is made once by a request that is repeated after the store failed in its midst', async () => {
    const scenarios = createScenarioRecords(failingOnce('putIfAbsent', 'scenarios'), systemClock());
    await expect(scenarios.create(REQUEST, SCENARIO)).rejects.toMatchObject({ code: 'Unavailable' });
    const made = await scenarios.create(REQUEST, SCENARIO);
    expect(made).toMatchObject({ revision: 1 });
    expect(await scenarios.get(PLACE)).toEqual(made);
  });

  it('is not made again by a request that is repeated after it was deleted, at whatever moment', async () => {
    const kept = createMemoryRecordStore();
    const scenarios = createScenarioRecords(kept, systemClock());
    let made = await scenarios.create(REQUEST, SCENARIO);
    // Another node repeats the request, and somebody deletes the scenario just before it looks.
    const slow: RecordStore = {
      ...kept,
      async get(tenant, collection, id) {
        if (collection === 'scenarios') await scenarios.delete(PLACE);
        return kept.get(tenant, collection, id);
      },
    };
    expect(await createScenarioRecords(slow, systemClock()).create(REQUEST, SCENARIO)).toEqual(made);
    await expect(scenarios.get(PLACE)).rejects.toMatchObject({ code: 'UnknownScenario' });
    made = await scenarios.create({ ...REQUEST, clientRequestId: 'again' }, SCENARIO);
    expect(made).toMatchObject({ revision: 2 });
  });

  it('stays when the store fails while it is deleted', async () => {
    const scenarios = createScenarioRecords(failingOnce('replace', 'scenarios'), systemClock());
    const made = await scenarios.create(REQUEST, SCENARIO);
    await expect(scenarios.delete(PLACE)).rejects.toMatchObject({ code: 'Unavailable' });
    expect(await scenarios.get(PLACE)).toEqual(made);
    await scenarios.delete(PLACE);
    expect(await scenarios.create(REQUEST, SCENARIO)).toEqual(made);
    await expect(scenarios.get(PLACE)).rejects.toMatchObject({ code: 'UnknownScenario' });
  });
});
