import { type Clock, type RecordStore, SCENARIO_COLLECTION, scenarioIn } from '@agent-chat/core';
import { AgentChatError, type JsonValue, type Scenario, type ScenarioRecord } from '@agent-chat/protocol';
import { type RecordPlace, swapRecord } from '../records/change-record.js';
import { createMakeRequests, type MakeRequest } from '../records/make-requests.js';
import { newestFirst, type NewestOptions, newestRank } from '../records/newest-first.js';
import { checkScenario, checkScenarioId } from './check-scenario.js';

/** Which scenario is meant. */
export interface ScenarioPlace {
  readonly tenant: string;
  readonly scenarioId: string;
  /** What the change is made to. Default: whatever is there. */
  readonly revision?: number | undefined;
}

export interface ScenarioPage {
  readonly scenarios: readonly ScenarioRecord[];
  readonly total: number;
  /** `null` on the last page. */
  readonly next: string | null;
}

/**
 * The scenarios that operators keep, each in its tenant. Nothing is kept in memory: every node sees each
 * change at once, and so do the conversations of an orchestrator on the same store. The errors are those
 * of the contract.
 */
export interface ScenarioRecords {
  /** The first result again for a request that is repeated, also when the scenario was changed or deleted since. */
  create(request: MakeRequest, scenario: Scenario): Promise<ScenarioRecord>;
  get(place: ScenarioPlace): Promise<ScenarioRecord>;
  /** The last changed first. */
  list(tenant: string, options: NewestOptions): Promise<ScenarioPage>;
  update(place: ScenarioPlace, scenario: Scenario): Promise<ScenarioRecord>;
  delete(place: ScenarioPlace): Promise<void>;
}

/** By what the first result is told from the params, once the record is gone. */
type Birth = { readonly revision: number; readonly createdAt: string };

/** As it is stored. */
interface StoredScenario extends ScenarioRecord {
  readonly madeBy: { readonly author: string; readonly clientRequestId: string; readonly revision: number };
}

/** What is left of one that was deleted: its revisions go on where it is made anew. */
interface DeletedScenario {
  readonly scenario: null;
  readonly revision: number;
}

const SHOWN = 'shown/';

export function createScenarioRecords(records: RecordStore, clock: Pick<Clock, 'now'>): ScenarioRecords {
  const requests = createMakeRequests<{ readonly birth: Birth | null }>(records, 'scenario-requests');
  const now = (): string => new Date(clock.now()).toISOString();
  const at = ({ tenant, scenarioId }: ScenarioPlace): RecordPlace => [
    tenant,
    SCENARIO_COLLECTION,
    scenarioId,
  ];

  /** Changes the record that is there, whoever changes it at the same time. `next` may throw. */
  async function change<T extends StoredScenario | DeletedScenario>(
    place: ScenarioPlace,
    next: (before: StoredScenario) => T | Promise<T>,
  ): Promise<T> {
    for (;;) {
      const value = await records.get(...at(place));
      const before = requireStored(value, place);
      if (place.revision !== undefined && place.revision !== before.revision) {
        throw new AgentChatError('CasConflict', 'The scenario was changed meanwhile.', {
          details: { expected: place.revision, actual: before.revision },
        });
      }
      const changed = await next(before);
      if (await swapRecord(records, at(place), value, jsonOf(changed), keysOf(changed))) return changed;
    }
  }

  return {
    async create(request, scenario) {
      checkScenario(scenario);
      const { tenant, author, clientRequestId } = request;
      const { scenarioId } = scenario;
      const place = at({ tenant, scenarioId });
      for (;;) {
        const value = await records.get(...place);
        // Asked after the record is read: whoever deletes it has noted before what was made.
        const { birth } = await requests.begin(request, () => ({ birth: null }));
        if (birth !== null) return recordAt(birth, scenario);
        const before = storedIn(value);
        if (before !== null && before.scenario !== null) {
          const { madeBy, createdAt } = before;
          const isOurs = madeBy.author === author && madeBy.clientRequestId === clientRequestId;
          if (isOurs) return recordAt({ revision: madeBy.revision, createdAt }, scenario);
          await requests.forget(request);
          throw new AgentChatError('ScenarioExists', `There is a scenario "${scenarioId}" already.`);
        }
        const revision = (before?.revision ?? 0) + 1;
        const record = recordAt({ revision, createdAt: now() }, scenario);
        const made: StoredScenario = { ...record, madeBy: { author, clientRequestId, revision } };
        if (await swapRecord(records, place, value, jsonOf(made), keysOf(made))) return record;
      }
    },

    async get(place) {
      return recordOf(requireStored(await records.get(...at(place)), place));
    },

    async list(tenant, options) {
      const total = await records.countByKey(tenant, SCENARIO_COLLECTION, SHOWN);
      const { found, next } = await newestFirst(records, [tenant, SCENARIO_COLLECTION], [SHOWN], options);
      const scenarios = found.map(({ id, value }) =>
        recordOf(requireStored(value, { tenant, scenarioId: id })),
      );
      return { scenarios, total, next };
    },

    async update(place, scenario) {
      checkScenarioId(scenario, place.scenarioId);
      checkScenario(scenario);
      const changed = await change(place, (before) => ({
        ...before,
        scenario,
        revision: before.revision + 1,
        updatedAt: now(),
      }));
      return recordOf(changed);
    },

    async delete(place) {
      await change(place, async ({ revision, createdAt, madeBy }): Promise<DeletedScenario> => {
        // What says who made it goes: without a note of that, a retry would make it again.
        const birth = { revision: madeBy.revision, createdAt };
        await requests.note({ tenant: place.tenant, ...madeBy }, { birth });
        return { scenario: null, revision };
      });
    },
  };
}

/** As it was when it was made. */
function recordAt({ revision, createdAt }: Birth, scenario: Scenario): ScenarioRecord {
  return { scenario, revision, createdAt, updatedAt: createdAt };
}

function recordOf({ scenario, revision, createdAt, updatedAt }: StoredScenario): ScenarioRecord {
  return { scenario, revision, createdAt, updatedAt };
}

/** One that was deleted is in no list. */
function keysOf(record: StoredScenario | DeletedScenario): readonly string[] {
  return record.scenario === null ? [] : [`${SHOWN}${newestRank(record.updatedAt)}`];
}

function jsonOf(record: StoredScenario | DeletedScenario): JsonValue {
  return record as unknown as JsonValue;
}

/** @throws AgentChatError `StoreDamaged` */
function storedIn(value: JsonValue): StoredScenario | DeletedScenario | null {
  if (value === null) return null;
  const record = value as unknown as StoredScenario | DeletedScenario;
  const scenario = scenarioIn(value);
  return scenario === null || record.scenario === null ? record : { ...record, scenario };
}

/** @throws AgentChatError `UnknownScenario`, `StoreDamaged` */
function requireStored(value: JsonValue, { scenarioId }: ScenarioPlace): StoredScenario {
  const stored = storedIn(value);
  if (stored !== null && stored.scenario !== null) return stored;
  throw new AgentChatError('UnknownScenario', `There is no scenario "${scenarioId}".`);
}
