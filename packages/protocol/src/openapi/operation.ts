import { COMMON_ERRORS, type HttpRoute, type Method } from '../contract/define-method.js';
import { type HttpMethod, queryNameOf } from '../contract/http-routes.js';
import { QUERY_ONLY } from '../contract/query-only.js';
import { descriptionOf } from '../schema/describe.js';
import { type JsonSchema, propertiesOf, requiredOf } from '../schema/json-schema.js';
import { pascalCase } from '../schema/named-schemas.js';
import { errorStatus } from '../values/error-status.js';
import type { ErrorCode } from '../values/errors.js';

export interface OperationParts {
  readonly name: string;
  readonly method: Method;
  readonly http: HttpRoute;
  /** The schema of all params, wherever they travel. */
  readonly params: JsonSchema;
  /** The name of the schema of the body, `null` when there is none. */
  readonly bodyId: string | null;
  /** The schemas that others refer to. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
}

/** A method of the contract as an operation of OpenAPI. */
export function operation(parts: OperationParts): JsonSchema {
  const { name, method, http, bodyId } = parts;
  const description = descriptionOf(`CONTRACT.${name}`) ?? name;
  const isOpen = method.callers === 'anyone';
  const errors: ErrorCode[] = [...COMMON_ERRORS, ...method.errors];
  return {
    operationId: name,
    tags: [method.plane],
    summary: description.split(/(?<=\.) /, 1)[0],
    description,
    'x-agent-chat-callers': method.callers,
    security: isOpen ? [] : [{ token: [] }],
    parameters: parameters(parts),
    ...(bodyId !== null && { requestBody: { required: true, content: json(bodyId) } }),
    responses: {
      '200': success(name, http),
      ...failures(isOpen ? errors.filter((code) => code !== 'Unauthorized' && code !== 'Forbidden') : errors),
    },
  };
}

/** What of the params travels in the body; `null` when nothing does. */
export function bodySchema(http: HttpRoute, params: JsonSchema): JsonSchema | null {
  if (!hasBody(http)) return null;
  const inPath = pathParams(http);
  const properties = Object.entries(propertiesOf(params)).filter(([name]) => !inPath.includes(name));
  if (properties.length === 0) return null;
  const required = requiredOf(params).filter((name) => !inPath.includes(name));
  return { ...params, properties: Object.fromEntries(properties), required };
}

function hasBody({ verb }: HttpRoute): boolean {
  return verb !== 'GET' && verb !== 'DELETE';
}

function pathParams({ path }: HttpRoute): string[] {
  return Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name ?? '');
}

function parameters({ name: method, http, params, schemas }: OperationParts): JsonSchema[] {
  const inPath = pathParams(http);
  const required = requiredOf(params);
  const described = Object.entries(propertiesOf(params)).flatMap(([name, field]): JsonSchema[] => {
    const { description, ...schema } = field;
    const rest = { ...(description !== undefined && { description }), ...inAddress(schema, schemas) };
    if (inPath.includes(name)) return [{ name, in: 'path', required: true, ...rest }];
    if (hasBody(http)) return [];
    return [{ name: queryNameOf(name), in: 'query', required: required.includes(name), ...rest }];
  });
  const ofHttp = (QUERY_ONLY[method as HttpMethod] ?? []).map(
    (param): JsonSchema => ({ ...param, in: 'query', required: false }),
  );
  return [...described, ...ofHttp, ...(http.answers === 'stream' ? [LAST_EVENT_ID] : [])];
}

/** How a value stands in a path or a query: as it is, and a list or an object as the text of its JSON. */
function inAddress(schema: JsonSchema, schemas: OperationParts['schemas']): JsonSchema {
  const { $ref } = schema;
  const { type } = (typeof $ref === 'string' ? schemas[$ref] : undefined) ?? schema;
  const isStructured = type === 'object' || type === 'array';
  return isStructured ? { content: { 'application/json': { schema } } } : { schema };
}

const LAST_EVENT_ID: JsonSchema = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'The cursor, as a standard client of server-sent events sends it. It wins over the query.',
  schema: { type: 'string' },
};

function success(name: string, http: HttpRoute): JsonSchema {
  if (http.answers !== 'stream')
    return { description: 'The result.', content: json(`${pascalCase(name)}Result`) };
  return {
    description:
      'A stream of server-sent events: `event` is the kind of a frame, `data` its data as in `Frame`, `id` the cursor after a logged event.',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  };
}

/** Codes that share a status share a response. */
function failures(codes: readonly ErrorCode[]): JsonSchema {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set(codes)) {
    const status = errorStatus(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const responses = [...byStatus].map(([status, sharing]) => [
    String(status),
    { description: sharing.map((code) => `\`${code}\``).join(', '), content: json('ErrorBody') },
  ]);
  return Object.fromEntries(responses) as JsonSchema;
}

function json(id: string): JsonSchema {
  return { 'application/json': { schema: { $ref: id } } };
}
