import type { Method } from '../contract/define-method.js';
import { CONTRACT, METHOD_NAMES } from '../contract/methods.js';
import { createDefinitions } from '../schema/definitions.js';
import type { JsonSchema } from '../schema/json-schema.js';
import { mapReferences } from '../schema/map-references.js';
import { pascalCase } from '../schema/named-schemas.js';
import { bodySchema, operation } from './operation.js';
import { SERVER_PATHS } from './server-paths.js';

export interface OpenApiOptions {
  /** Of the API as its host deploys it. */
  readonly version: string;
  /** Where the API is. Default `/`: the host that serves the document. */
  readonly serverUrl?: string;
}

type Paths = Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;

/** An OpenAPI 3.1 document, ready to be written as JSON. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: JsonSchema;
  readonly servers: readonly JsonSchema[];
  readonly tags: readonly JsonSchema[];
  /** By path, then by verb in small letters. */
  readonly paths: Paths;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: JsonSchema;
  };
}

const DESCRIPTION =
  'Conversations with agents as ordered logs of events. The same methods are at `/api/ws` as JSON-RPC 2.0 over WebSocket. An unknown field or type of event, part or card is no error: a reader keeps it.';

const TAGS: readonly JsonSchema[] = [
  { name: 'interface', description: 'Sessions and published interfaces.' },
  { name: 'conversation', description: 'Conversations and their logs.' },
  { name: 'server', description: 'The server itself.' },
];

/** The methods of the contract that have an HTTP route, as an OpenAPI 3.1 document. Pure. */
export function openApiDocument(options: OpenApiOptions): OpenApiDocument {
  const schemas: Record<string, JsonSchema> = {};
  for (const { id, schema } of createDefinitions()) schemas[id] = schema;

  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const name of METHOD_NAMES) {
    const method: Method = CONTRACT[name];
    const { http } = method;
    if (http === undefined) continue;
    const params = schemas[`${pascalCase(name)}Params`] ?? {};
    const body = bodySchema(http, params);
    const bodyId = body === null ? null : `${pascalCase(name)}Body`;
    if (body !== null && bodyId !== null) schemas[bodyId] = { ...body, title: bodyId };
    const described = operation({ name, method, http, params, bodyId, schemas });
    paths[http.path] = { ...paths[http.path], [http.verb.toLowerCase()]: described };
  }

  const inComponents = (id: string): string => `#/components/schemas/${id}`;
  const rewritten = (part: JsonSchema): JsonSchema => mapReferences(part, inComponents);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Agent Chat',
      version: options.version,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: options.serverUrl ?? '/' }],
    tags: TAGS,
    paths: rewritten({ ...paths, ...SERVER_PATHS }) as Paths,
    components: {
      schemas: rewritten(schemas) as Record<string, JsonSchema>,
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}
