import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Client from '@agent-chat/client';
import type { CommandMethod } from '@agent-chat/client';
import type * as Core from '@agent-chat/core';
import * as unchanged from '@agent-chat/protocol';
import type * as OpenApi from '@agent-chat/protocol/openapi';
import { FULL } from '@agent-chat/protocol/test-support';
import type * as Server from '@agent-chat/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScratchRepository, type ScratchRepository } from './support/scratch-repository.js';
import { BUILDER, CALL, DECISION, DEFINE, ELEMENT, SCHEMA, STORY } from './support/weather-sources.js';

// docs/extending.md, followed to the letter on a copy of the sources. A failure here means that
// the guide leads somebody astray: change both. Each step names every file that does not compile, so that
// one which an earlier step has left broken is named too; the last names none. What the client and the
// elements are to have is loaded each time, and compiled with all that is around it in a full run.

/** As far as it is looked at here. */
interface CardDefinition {
  readonly type: string;
  readonly schema: { readonly '~standard': { readonly validate: (data: object) => object } };
}

let repository: ScratchRepository;
beforeAll(() => {
  repository = createScratchRepository(
    ['protocol', 'core', 'client', 'server', 'elements'],
    [CARD_CASES, 'packages/elements/src/test-support/story-frame.ts'],
  );
});
afterAll(() => repository.remove());

const PROTOCOL = 'packages/protocol/src';
const CARD_CASES = `${PROTOCOL}/test-support/built-in-cards.ts`;
const ELEMENTS = 'packages/elements/src';
/** Stale until `npm run generate`. */
const SHAPES = `${PROTOCOL}/shapes/shapes.generated.ts`;
const entryOf = (name: string): string => `packages/${name}/src/index.ts`;
/** What the compiler leads through. */
const LED = ['protocol', 'core', 'server'].map(entryOf);

function load<M>(path: string): Promise<M> {
  return import(
    /* @vite-ignore */ pathToFileURL(join(repository.folder, 'packages', path)).href
  ) as Promise<M>;
}

// A step is not tried again on what it has left behind.
describe('the guide to extending', { retry: 0 }, () => {
  it('adds an event type: the compiler leads to the two halves of the fold', async () => {
    const payload = `
  /** Somebody said what the weather is like. */
  weather_noted: z.object({ city: z.string().check(z.minLength(1)), celsius: z.number() }),`;
    repository.insertAfter(`${PROTOCOL}/events/system.ts`, 'export const SYSTEM_PAYLOADS = {', payload);
    const folds = [`${PROTOCOL}/fold/fold-control.ts`, `${PROTOCOL}/fold/fold-timeline.ts`];
    expect(repository.filesWithErrors(LED)).toEqual([...folds, SHAPES]);
    await repository.generate();
    for (const fold of folds) repository.insertBefore(fold, "case 'note':", "case 'weather_noted':\n    ");
    repository.insertAfter(
      `${PROTOCOL}/events/blank.ts`,
      "  note: [[], { text: '' }],\n",
      "  weather_noted: [['celsius'], { city: '?' }],\n",
    );
    repository.write('packages/core/src/decide/note-weather.ts', DECISION);
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
    expect(repository.filesWithErrors(LED)).toEqual([
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
    repository.insertAfter('packages/client/src/state/commands.ts', "  'addNote',\n", "  'noteWeather',\n");
    repository.write('packages/client/src/note-weather.ts', CALL);
  }, 240_000);

  it('adds a card type: a schema, what is generated from it, a builder and their exports', async () => {
    const cards = `${PROTOCOL}/cards`;
    repository.write(`${cards}/weather.ts`, SCHEMA);
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
    repository.write(`${cards}/builders/weather-card.ts`, BUILDER);
    const builders = `${cards}/builders/card-builders.ts`;
    repository.insertAfter(
      builders,
      "from './table-card.js';\n",
      "import { weatherCard } from './weather-card.js';\n",
    );
    repository.insertAfter(builders, '  table: tableCard,\n', '  weather: weatherCard,\n');
    const type = "import type { WeatherCardData } from '../weather.js';\n";
    const reader = `${cards}/builders/read-card.ts`;
    repository.insertAfter(reader, "import type { TableCardData } from '../table.js';\n", type);
    repository.insertAfter(reader, '  table: TableCardData;\n', '  weather: WeatherCardData;\n');
    repository.insertAfter(reader, '  table: TABLE_CARD_DATA,\n', '  weather: WEATHER_CARD_DATA,\n');
    const schemas = `${cards}/card-schemas.ts`;
    repository.insertAfter(
      schemas,
      "from './table.js';\n",
      "import type { WeatherCardData } from './weather.js';\n",
    );
    repository.insertBefore(
      schemas,
      'export const tableCardSchema',
      'export const weatherCardSchema: StandardSchema<WeatherCardData> =\n  /* @__PURE__ */ standardSchema(WEATHER_CARD_DATA);\n',
    );
    repository.insertBefore(reader, "} from '../../shapes/shapes.generated.js'", '  WEATHER_CARD_DATA,\n');
    repository.insertBefore(schemas, "} from '../shapes/shapes.generated.js'", '  WEATHER_CARD_DATA,\n');
    repository.insertAfter(`${cards}/index.ts`, '  tableCardSchema,\n', '  weatherCardSchema,\n');
    repository.insertAfter(
      `${cards}/index.ts`,
      "export { tableCard } from './builders/table-card.js';\n",
      "export { weatherCard } from './builders/weather-card.js';\n",
    );
    repository.insertAfter(
      CARD_CASES,
      "from '../cards/table.js';\n",
      "import { WeatherCardData } from '../cards/weather.js';\n",
    );
    repository.insertAfter(
      CARD_CASES,
      'export const CARD_CASES: readonly CardCase[] = [\n',
      `  {
    type: 'weather',
    id: 'WeatherCardData',
    schema: WeatherCardData,
    shape: generated.WEATHER_CARD_DATA,
    standard: schemas.weatherCardSchema,
    build: card.weather as Build,
  },
`,
    );
    const calls = 'packages/client/src/note-weather.ts';
    expect(repository.filesWithErrors([...LED, entryOf('client'), calls, CARD_CASES])).toEqual([]);
    const { card } = await load<{ card: { weather: (data: object) => object } }>(
      'protocol/src/cards/builders/card-builders.ts',
    );
    expect(card.weather({ city: 'Vienna', celsius: 21 })).toMatchObject({ fallbackText: 'Vienna: 21 °C' });
    expect(() => card.weather({ city: 'Vienna', celsius: 'mild' })).toThrow('"celsius" must be a number');
    const { readCard } = await load<{ readCard: (type: string, card: object) => object }>(
      'protocol/src/cards/builders/read-card.ts',
    );
    expect(readCard('weather', card.weather({ city: 'Vienna', celsius: 21 }))).toEqual({
      city: 'Vienna',
      celsius: 21,
    });
  }, 240_000);

  it('adds the element of a card type, with its story and its definition', async () => {
    const folder = `${ELEMENTS}/weather-card`;
    repository.write(`${folder}/weather-card.ts`, ELEMENT);
    repository.write(`${folder}/define.ts`, DEFINE);
    const story = `${folder}/weather-card.stories.ts`;
    repository.write(story, STORY);
    const definitions = `${ELEMENTS}/card/built-in-cards.ts`;
    repository.insertAfter(definitions, 'import { tableCardSchema', ', weatherCardSchema');
    repository.insertBefore(
      definitions,
      "  defineCard({ type: 'table'",
      "  defineCard({ type: 'weather', version: 1, schema: weatherCardSchema, element: 'agent-weather-card' }),\n",
    );
    repository.insertAfter(
      `${ELEMENTS}/card/define.ts`,
      "import '../table-card/define.js';\n",
      "import '../weather-card/define.js';\n",
    );
    const { BUILT_IN_CARDS } = await load<{ BUILT_IN_CARDS: readonly CardDefinition[] }>(
      'elements/src/card/built-in-cards.ts',
    );
    const weather = BUILT_IN_CARDS.find(({ type }) => type === 'weather');
    const check = (data: object) => weather?.schema['~standard'].validate(data);
    expect(check({ city: 'Vienna', celsius: 21 })).toEqual({ value: { city: 'Vienna', celsius: 21 } });
    expect(check({ city: 'Vienna' })).toHaveProperty('issues');
    if (FULL) {
      const entries = [entryOf('elements'), `${ELEMENTS}/define.ts`, `${ELEMENTS}/card/define.ts`, story];
      expect(repository.filesWithErrors(entries)).toEqual([]);
    }
  }, 240_000);

  it('is all that it takes: the event is logged, folded and described, the method has its route', async () => {
    const { createMemoryStore, createOrchestrator } = await load<typeof Core>('core/src/index.ts');
    const { emptyState, foldEvents, isKnownEvent, parseEvent, toSnapshot } =
      await load<typeof unchanged>('protocol/src/index.ts');
    const { blankEvent } = await load<{ blankEvent: (event: object) => object }>(
      'protocol/src/events/blank.ts',
    );
    const { createChatClient, sseTransport } = await load<typeof Client>('client/src/index.ts');
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
    const client = createChatClient({
      transport: sseTransport({
        url: 'http://localhost',
        token: 'x',
        fetch: (input, init) => server.fetch(new Request(input, init)),
      }),
      conversationId,
    });
    client.connect();
    const told = { city: 'Graz', celsius: 19 };
    expect(await client.send('noteWeather' as CommandMethod, told as never)).toEqual({ seq: 3 });
    client.close();

    const page = (await (await call(`${path}/events`)).json()) as { events: unknown[] };
    const events = page.events.map((event) => parseEvent(event));
    expect(events[1]).toMatchObject({ type: 'weather_noted', payload: { city: 'Vienna', celsius: 21 } });
    expect(isKnownEvent(events[1]!)).toBe(true);
    expect(() => parseEvent({ ...events[1], payload: { city: 'Vienna' } })).toThrow();
    const state = foldEvents(emptyState(conversationId), events);
    expect([...state.timeline.entries].map((entry) => entry.kind === 'event' && entry.event.type)).toContain(
      'weather_noted',
    );

    // The same log folds to what it folded to before, so that `FOLD_VERSION` stays.
    const before = unchanged.foldEvents(
      unchanged.emptyState(conversationId),
      page.events.map((event) => unchanged.parseEvent(event)),
    );
    const viewer = { participantId: 'ada', operator: true };
    expect(toSnapshot(state, viewer, 100)).toEqual(unchanged.toSnapshot(before, viewer, 100));
    const blank = blankEvent(events[1]!);
    expect(parseEvent(blank)).toMatchObject({ seq: 2, payload: { city: '?', celsius: 21 } });

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
