import type { Scenario, ScenarioRecord } from '@agent-chat/protocol';
import { FULL } from '@agent-chat/protocol/test-support';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OperatorNode, openOperatorServer, operatorTokenOf } from './support/operator-server.js';
import { scenarioNamed } from './support/scenarios.js';
import { TEST_STORES } from './support/test-stores.js';

/** The memory store takes many histories a second, the others a few. */
const RUNS = FULL ? { memory: 1_000, other: 100 } : { memory: 60, other: 6 };
const WITHIN_MS = 600_000;

const ids = fc.constantFrom('a', 'b');
const contents = fc.constantFrom('One.', 'Two.');
const revisions = fc.constantFrom('any', 'theirs', 'another');
const step = fc.record({
  step: fc.oneof(
    fc.record({
      do: fc.constant('create' as const),
      id: ids,
      background: contents,
      request: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
    }),
    fc.record({ do: fc.constant('update' as const), id: ids, background: contents, at: revisions }),
    fc.record({ do: fc.constant('delete' as const), id: ids, at: revisions }),
  ),
  onOther: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<{ step: infer S }> ? S : never;

/** What the store should hold, as plainly as it can be said. */
class Model {
  readonly #kept = new Map<string, ScenarioRecord>();
  /** Also of what was deleted. */
  readonly #revisions = new Map<string, number>();
  readonly #requests = new Map<string, { readonly params: string; readonly answer: ScenarioRecord }>();

  revisionOf(id: string, at: 'any' | 'theirs' | 'another'): { revision?: number } {
    const theirs = this.#kept.get(id)?.revision ?? 1;
    return at === 'any' ? {} : { revision: at === 'theirs' ? theirs : theirs + 1 };
  }

  create(id: string, scenario: Scenario, request: string, instant: string): ScenarioRecord | string {
    const params = JSON.stringify(scenario);
    const first = this.#requests.get(request);
    if (first !== undefined) return first.params === params ? first.answer : 'IdempotencyMismatch';
    if (this.#kept.has(id)) return 'ScenarioExists';
    const answer = this.#put(id, scenario, instant, instant);
    this.#requests.set(request, { params, answer });
    return answer;
  }

  update(id: string, revision: number | undefined, scenario: Scenario, instant: string) {
    const before = this.#kept.get(id);
    return this.#refusal(id, revision) ?? this.#put(id, scenario, before?.createdAt ?? '', instant);
  }

  delete(id: string, revision: number | undefined): object | string {
    const refusal = this.#refusal(id, revision);
    if (refusal === undefined) this.#kept.delete(id);
    return refusal ?? {};
  }

  /** The last changed first. */
  all(): readonly ScenarioRecord[] {
    return [...this.#kept.values()].toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
  }

  #put(id: string, scenario: Scenario, createdAt: string, updatedAt: string): ScenarioRecord {
    const revision = (this.#revisions.get(id) ?? 0) + 1;
    const record = { scenario, revision, createdAt, updatedAt };
    this.#revisions.set(id, revision);
    this.#kept.set(id, record);
    return record;
  }

  #refusal(id: string, revision: number | undefined): string | undefined {
    const before = this.#kept.get(id);
    if (before === undefined) return 'UnknownScenario';
    return revision === undefined || revision === before.revision ? undefined : 'CasConflict';
  }
}

describe.each(TEST_STORES)('scenarios on $name', ({ skipped, ...kind }) => {
  it.skipIf(skipped)(
    `answer as a model of them does, whatever is done on whichever node${skipped ? `: ${skipped}` : ''}`,
    async () => {
      const opened = await openOperatorServer({ ...kind, skipped });
      const { clock } = opened;
      const [node, other] = [opened.node(), opened.node()];
      let tenants = 0;

      /** What both answer to a step: the result, or the code of the error. */
      const answers = async (tenant: string, model: Model, on: OperatorNode, one: Step) => {
        const ask = async (method: Parameters<OperatorNode['ask']>[0], params: object): Promise<unknown> => {
          const response = await on.ask(method, params, operatorTokenOf(tenant));
          const answer = (await response.json()) as { readonly code?: string };
          return response.ok ? answer : answer.code;
        };
        const instant = new Date(clock.now()).toISOString();
        const { id } = one;
        if (one.do === 'create') {
          const scenario = scenarioNamed(id, { background: one.background });
          const params = { clientRequestId: one.request, scenario };
          const real = await ask('createScenario', params);
          return { real, expected: model.create(id, scenario, one.request, instant) };
        }
        const revision = model.revisionOf(id, one.at);
        if (one.do === 'delete') {
          const real = await ask('deleteScenario', { scenarioId: id, ...revision });
          return { real, expected: model.delete(id, revision.revision) };
        }
        const scenario = scenarioNamed(id, { background: one.background });
        const real = await ask('updateScenario', { scenarioId: id, ...revision, scenario });
        return { real, expected: model.update(id, revision.revision, scenario, instant) };
      };

      try {
        await fc.assert(
          fc.asyncProperty(fc.array(step, { maxLength: 20, size: 'max' }), async (steps) => {
            const tenant = `model-${++tenants}`;
            const model = new Model();
            for (const { step: one, onOther } of steps) {
              clock.advance(1_000);
              const { real, expected } = await answers(tenant, model, onOther ? other : node, one);
              expect(real).toEqual(expected);
            }
            const { scenarios, total } = await other.call('listScenarios', {}, tenant);
            const found = await Promise.all(
              scenarios.map(({ scenarioId }) => node.call('getScenario', { scenarioId }, tenant)),
            );
            expect(found).toEqual(model.all());
            expect(total).toBe(model.all().length);
          }),
          { numRuns: kind.name === 'memory' ? RUNS.memory : RUNS.other, ...(!FULL && { seed: 2026 }) },
        );
      } finally {
        await opened.close();
      }
    },
    WITHIN_MS,
  );
});
