import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Core from '@agent-chat/core';
import type * as Protocol from '@agent-chat/protocol';
import type * as OpenApi from '@agent-chat/protocol/openapi';
import type * as Server from '@agent-chat/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScratchRepository, type ScratchRepository } from './support/scratch-repository.js';

// docs/extending.md, followed to the letter on a copy of the sources. A failure here means that
// the guide leads somebody astray: change both. Each step names every file that does not compile, so that
// one which an earlier step has left broken is named too; the last names none.

let repository: ScratchRepository;
beforeAll(() => {
  repository = createScratchRepository(['protocol', 'core', 'server']);
});
afterAll(() => repository.remove());

const PROTOCOL = 'packages/protocol/src';
/** Stale until `npm run generate`. */
const SHAPES = `${PROTOCOL}/shapes/shapes.generated.ts`;

function load<M>(path: string): Promise<M> {
  return import(
    /* @vite-ignore */ pathToFileURL(join(repository.folder, 'packages', path)).href
  ) as Promise<M>;
}

describe('the guide to extending', () => {
  it('adds an event type: the compiler leads to the two halves of the fold', async () => {
    const payload = `
  /** Somebody said what the weather is like. */
  weather_noted: z.object({ city: z.string().check(z.minLength(1)), celsius: z.number() }),`;
    repository.insertAfter(`${PROTOCOL}/events/system.ts`, 'export const SYSTEM_PAYLOADS = {', payload);
    const folds = [`${PROTOCOL}/fold/fold-control.ts`, `${PROTOCOL}/fold/fold-timeline.ts`];
    expect(repository.filesWithErrors()).toEqual([...folds, SHAPES]);
    await repository.generate();
    for (const fold of folds) repository.insertBefore(fold, "case 'note':", "case 'weather_noted':\n    ");
    repository.write(
      'packages/core/src/decide/note-weather.ts',
      `import type { ControlState, MethodParams } from '@agent-chat/protocol';
import { type Actor, type Decision, logs, requireActor, requireNotEnded, systemEnvelope } from './decision.js';

export function decideNoteWeather(
  control: ControlState,
  by: Actor,
  { clientRequestId, city, celsius }: MethodParams<'noteWeather'>,
): Decision<{ seq: number }> {
  requireActor(control, by);
  requireNotEnded(control);
  return logs(control, {
    ...systemEnvelope(by.participantId),
    type: 'weather_noted',
    clientRequestId,
    payload: { city, celsius },
  });
}
`,
    );
  }, 240_000);

  it('adds a method: the compiler leads to its handler', async () => {
    const declaration = `
  /** Notes the weather. It is warm. */
  noteWeather: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, { city: z.string().check(z.minLength(1)), celsius: z.number() }),
    result: Logged,
    callers: ['member', 'operator'],
    http: HTTP_ROUTES.noteWeather,
    errors: [...COMMAND_ERRORS, 'ConversationEnded'],
  }),`;
    repository.insertAfter(
      `${PROTOCOL}/contract/http-routes.ts`,
      'export const HTTP_ROUTES = {',
      "\n  noteWeather: { verb: 'POST', path: '/api/conversations/{conversationId}/weather' },",
    );
    repository.insertAfter(
      `${PROTOCOL}/contract/methods/conversation.ts`,
      'export const CONVERSATION_METHODS = {',
      declaration,
    );
    const limits = 'packages/server/src/admission/call-limits.ts';
    expect(repository.filesWithErrors()).toEqual([
      'packages/core/src/shell/api/create-api.ts',
      SHAPES,
      limits,
    ]);
    await repository.generate();
    repository.insertAfter(limits, "  addNote: 'changes',", "\n  noteWeather: 'changes',");
    const handlers = 'packages/core/src/shell/api/roster-handlers.ts';
    repository.insertAfter(handlers, "type Names = 'handOff'", " | 'noteWeather'");
    repository.insertBefore(
      handlers,
      '    addNote: (params) =>',
      `    noteWeather: (params) =>
      call.command('noteWeather', params, ({ control }, by) => decideNoteWeather(control, by, params)),

`,
    );
    repository.insertBefore(
      handlers,
      "import { decideAddNote, decideHandOff } from '../../decide/remark.js';",
      "import { decideNoteWeather } from '../../decide/note-weather.js';\n",
    );
  }, 240_000);

  it('adds a card type: a schema, what is generated from it, a builder and their exports', async () => {
    const cards = `${PROTOCOL}/cards`;
    repository.write(
      `${cards}/weather.ts`,
      `import * as z from 'zod/mini';

/** The data of the card \`weather\`, version 1. */
export const WeatherCardData = z.object({ city: z.string(), celsius: z.number() });
export type WeatherCardData = z.infer<typeof WeatherCardData>;
`,
    );
    repository.insertAfter(
      `${cards}/index.ts`,
      "from './table.js';\n",
      "export { WeatherCardData } from './weather.js';\n",
    );
    const imports = "cards/table.js';\n";
    const named = `${PROTOCOL}/schema/named-schemas.ts`;
    repository.insertAfter(named, '    TableCardData,\n', '    WeatherCardData,\n');
    repository.insertAfter(named, imports, "import { WeatherCardData } from '../cards/weather.js';\n");
    const shapes = 'packages/protocol/scripts/shapes-file.ts';
    const table = '  TABLE_CARD_DATA: shapeNodeOf(TableCardData),\n';
    repository.insertAfter(shapes, table, '  WEATHER_CARD_DATA: shapeNodeOf(WeatherCardData),\n');
    repository.insertAfter(shapes, imports, "import { WeatherCardData } from '../src/cards/weather.js';\n");
    await repository.generate();
    repository.write(
      `${cards}/builders/weather-card.ts`,
      `import { WEATHER_CARD_DATA } from '../../shapes/shapes.generated.js';
import type { WeatherCardData } from '../weather.js';
import { type BuiltCard, buildCard, type CardKind, type CardOptions, type Given } from './build-card.js';

const KIND: CardKind<'weather', WeatherCardData> = {
  type: 'weather',
  version: 1,
  shape: WEATHER_CARD_DATA,
  actionsOf: () => [],
  textOf: ({ city, celsius }) => [\`\${city}: \${celsius} °C\`],
};

export function weatherCard(
  data: Given<WeatherCardData>,
  options?: CardOptions,
): BuiltCard<'weather', WeatherCardData> {
  return buildCard(KIND, data, options);
}
`,
    );
    const builders = `${cards}/builders/card-builders.ts`;
    repository.insertAfter(
      builders,
      "from './table-card.js';\n",
      "import { weatherCard } from './weather-card.js';\n",
    );
    repository.insertAfter(builders, '  table: tableCard,\n', '  weather: weatherCard,\n');
    expect(repository.filesWithErrors()).toEqual([]);
    const { card } = await load<{ card: { weather: (data: object) => object } }>(
      'protocol/src/cards/builders/card-builders.ts',
    );
    expect(card.weather({ city: 'Vienna', celsius: 21 })).toMatchObject({ fallbackText: 'Vienna: 21 °C' });
    expect(() => card.weather({ city: 'Vienna', celsius: 'mild' })).toThrow('"celsius" must be a number');
  }, 240_000);

  it('is all that it takes: the event is logged, folded and described, the method has its route', async () => {
    const { createMemoryStore, createOrchestrator } = await load<typeof Core>('core/src/index.ts');
    const { emptyState, foldEvents, isKnownEvent, parseEvent } =
      await load<typeof Protocol>('protocol/src/index.ts');
    const { createServer } = await load<typeof Server>('server/src/index.ts');
    const { openApiDocument } = await load<typeof OpenApi>('protocol/src/openapi/index.ts');

    const store = createMemoryStore();
    const orchestrator = createOrchestrator({ store, agents: {} });
    const server = createServer({
      orchestrator,
      store,
      interfaces: [],
      authenticate: async () => ({ kind: 'operator', tenant: 'default', participantId: 'ada' }),
    });
    const call = async (path: string, body?: object): Promise<Response> =>
      server.fetch(
        new Request(`http://localhost${path}`, {
          headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
          ...(body && { method: 'POST', body: JSON.stringify(body) }),
        }),
      );
    const participants = [{ participantId: 'ada', kind: 'user', displayName: 'Ada' }];
    const created = await call('/api/conversations', { clientRequestId: 'r1', participants });
    const { conversationId } = (await created.json()) as { conversationId: string };
    const path = `/api/conversations/${conversationId}`;

    const noted = await call(`${path}/weather`, { clientRequestId: 'r2', city: 'Vienna', celsius: 21 });
    expect([noted.status, await noted.json()]).toEqual([200, { seq: 2 }]);
    const refused = await call(`${path}/weather`, { clientRequestId: 'r3', city: '', celsius: 21 });
    expect(refused.status).toBe(400);

    const page = (await (await call(`${path}/events`)).json()) as { events: unknown[] };
    const events = page.events.map((event) => parseEvent(event));
    expect(events[1]).toMatchObject({ type: 'weather_noted', payload: { city: 'Vienna', celsius: 21 } });
    expect(isKnownEvent(events[1]!)).toBe(true);
    expect(() => parseEvent({ ...events[1], payload: { city: 'Vienna' } })).toThrow();
    const { timeline } = foldEvents(emptyState(conversationId), events);
    expect([...timeline.entries].map((entry) => entry.kind === 'event' && entry.event.type)).toContain(
      'weather_noted',
    );

    const { paths, components } = openApiDocument({ version: '1' });
    expect(paths['/api/conversations/{conversationId}/weather']).toHaveProperty('post');
    expect(Object.keys(components.schemas)).toEqual(
      expect.arrayContaining([
        'WeatherNotedEvent',
        'WeatherNotedPayload',
        'NoteWeatherParams',
        'WeatherCardData',
      ]),
    );
    await orchestrator.close();
  }, 240_000);
});
