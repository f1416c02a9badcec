import { COMMON_ERRORS, type HttpRoute, type Method } from '../src/contract/define-method.js';
import { type HttpMethod, queryNameOf } from '../src/contract/http-routes.js';
import { CONTRACT, METHOD_NAMES } from '../src/contract/methods.js';
import { QUERY_ONLY } from '../src/contract/query-only.js';
import { createDefinitions } from '../src/schema/definitions.js';
import { descriptionOf } from '../src/schema/describe.js';
import { isJsonObject, type JsonSchema, propertiesOf, requiredOf } from '../src/schema/json-schema.js';
import { pascalCase } from '../src/schema/named-schemas.js';

const PLANES: Readonly<Record<Method['plane'], string>> = {
  interface: 'Methods of the server: sessions and published interfaces.',
  conversation: 'Methods of the orchestrator: one conversation and its log.',
  connection: 'Methods of one WebSocket.',
};

const INTRODUCTION = `# Methods

<!-- Generated from packages/protocol/src/contract by "npm run generate". -->

This page is the reference of the method contract: each method with its route, its callers, its params, its result and its errors. It is generated from the contract. What the methods mean together is in [the protocol](protocol.md); what each error means is in [errors](errors.md).

A method has the same name and the same params over JSON-RPC on the WebSocket at \`/api/ws\` and over HTTP. Over HTTP the params in braces travel in the path, the others in the query (\`GET\`, \`DELETE\`) or in a JSON body (\`POST\`, \`PATCH\`). In a query, a list or an object is the text of its JSON. The same is in a machine's words as OpenAPI 3.1 at \`GET /api/openapi.json\`, and as JSON Schema in \`@agent-chat/protocol/schema/methods.json\`.

Besides the errors that are listed, every method may answer ${listOf(COMMON_ERRORS)}. Unknown params are ignored.
`;

/** The reference of the contract in Markdown: `docs/methods.md`. */
export function methodsPage(): string {
  const schemas = new Map(createDefinitions().map(({ id, schema }) => [id, schema]));
  const planes = Object.entries(PLANES).map(([plane, introduction]) => {
    const names = METHOD_NAMES.filter((name) => CONTRACT[name].plane === plane);
    const sections = names.map((name) => methodSection(name, CONTRACT[name], schemas));
    return `## The plane \`${plane}\`\n\n${introduction}\n\n${sections.join('\n')}`;
  });
  return [INTRODUCTION, overview(), ...planes].join('\n');
}

/** Every method in the order of the contract, on one page of a screen. */
function overview(): string {
  const rows = METHOD_NAMES.map((name) => {
    const { http, callers }: Method = CONTRACT[name];
    const route = http === undefined ? 'WebSocket only' : `\`${http.verb} ${http.path}\``;
    const who = callers === 'anyone' ? 'anyone' : callers.join(', ');
    return `| \`${name}\` | ${route} | ${who} |`;
  });
  return ['## All methods\n', '| method | HTTP | callers |', '|---|---|---|', ...rows, ''].join('\n');
}

function methodSection(name: string, method: Method, schemas: ReadonlyMap<string, JsonSchema>): string {
  const { http, callers, errors } = method;
  const id = pascalCase(name);
  const result = resolved(schemas.get(`${id}Result`), schemas);
  const note = descriptionOf(`CONTRACT.${name}.result`);
  return [
    `### ${name}`,
    descriptionOf(`CONTRACT.${name}`) ?? '',
    [
      `- HTTP: ${http === undefined ? 'none, WebSocket only' : `\`${http.verb} ${http.path}\``}`,
      `- Callers: ${callers === 'anyone' ? 'anyone, without a token' : callers.join(', ')}`,
      `- Errors: ${errors.length === 0 ? 'none of its own' : listOf(errors)}`,
    ].join('\n'),
    fieldTable('param', resolved(schemas.get(`${id}Params`), schemas), http),
    ...(QUERY_ONLY[name as HttpMethod] ?? []).map(
      (param) =>
        `Over HTTP there is also \`${param.name}\` (${typeText(param.schema)}, optional) in the query. ${param.description}`,
    ),
    http?.answers === 'stream' ? 'Over HTTP the answer is a stream of server-sent events.' : '',
    fieldTable('result', result),
    note ?? '',
    '',
  ]
    .filter((block, index, blocks) => block !== '' || index === blocks.length - 1)
    .join('\n\n')
    .replace(/\n\n$/, '\n');
}

function fieldTable(heading: string, schema: JsonSchema, http?: HttpRoute): string {
  const required = requiredOf(schema);
  const rows = Object.entries(propertiesOf(schema)).map(([name, field]) => {
    const { description } = field;
    const notes = typeof description === 'string' ? [description] : [];
    const isInQuery = http?.verb === 'GET' && queryNameOf(name) !== name;
    if (isInQuery) notes.push(`In the query it is \`${queryNameOf(name)}\`.`);
    const optional = required.includes(name) ? '' : ', optional';
    return `| \`${name}\` | ${typeText(field)}${optional} | ${notes.join(' ')} |`;
  });
  if (rows.length === 0) return heading === 'param' ? 'It takes no params.' : 'The result is `{}`.';
  return [`| ${heading} | type | meaning |`, '|---|---|---|', ...rows].join('\n');
}

function resolved(schema: JsonSchema | undefined, schemas: ReadonlyMap<string, JsonSchema>): JsonSchema {
  const target = schema?.['$ref'];
  return (typeof target === 'string' ? schemas.get(target) : schema) ?? {};
}

/** A schema in a few words. */
function typeText(schema: JsonSchema): string {
  const { type, $ref, anyOf, items } = schema;
  if (typeof $ref === 'string') return `\`${$ref}\``;
  if (Array.isArray(schema['enum']))
    return schema['enum'].map((value) => `\`${String(value)}\``).join(' or ');
  if (typeof schema['const'] === 'string') return `\`${schema['const']}\``;
  if (Array.isArray(anyOf)) return anyOf.filter(isJsonObject).map(typeText).join(' or ');
  if (Array.isArray(type)) return type.join(' or ');
  if (type === 'array' && isJsonObject(items)) return `array of ${typeText(items)}${countText(schema)}`;
  if (type === 'integer') return `integer${rangeText(schema)}`;
  if (type === 'string') return `string${countText(schema)}`;
  if (type === 'object') {
    const names = Object.keys(propertiesOf(schema));
    return names.length === 0 ? 'object' : `\`{${names.join(', ')}}\``;
  }
  return typeof type === 'string' ? type : 'any JSON value';
}

function countText(schema: JsonSchema): string {
  const least = schema['minLength'] ?? schema['minItems'];
  const most = schema['maxLength'] ?? schema['maxItems'];
  if (typeof most === 'number')
    return `, ${typeof least === 'number' ? `${least} to` : 'at most'} ${grouped(most)}`;
  return typeof least === 'number' ? `, at least ${least}` : '';
}

function rangeText(schema: JsonSchema): string {
  const above = schema['exclusiveMinimum'];
  const least = typeof above === 'number' ? above + 1 : schema['minimum'];
  const most = schema['maximum'];
  const from = typeof least === 'number' && least > Number.MIN_SAFE_INTEGER ? `, from ${least}` : '';
  return typeof most === 'number' && most < Number.MAX_SAFE_INTEGER ? `${from} to ${grouped(most)}` : from;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function listOf(codes: readonly string[]): string {
  return codes.map((code) => `\`${code}\``).join(', ');
}
