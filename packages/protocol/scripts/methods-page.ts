import { COMMON_ERRORS, type Method } from '../src/contract/define-method.js';
import { type HttpMethod, queryNameOf } from '../src/contract/http-routes.js';
import { CONTRACT, METHOD_NAMES } from '../src/contract/methods.js';
import { QUERY_ONLY } from '../src/contract/query-only.js';
import { createDefinitions } from '../src/schema/definitions.js';
import { descriptionOf } from '../src/schema/describe.js';
import type { JsonSchema } from '../src/schema/json-schema.js';
import { pascalCase } from '../src/schema/named-schemas.js';
import { fieldTable, resolved, typeText } from './field-table.js';

const PLANES: Readonly<Record<Method['plane'], string>> = {
  interface: 'Methods of the server: sessions and published interfaces.',
  conversation: 'Methods of the orchestrator: one conversation and its log.',
  connection: 'Methods of one WebSocket.',
};

const INTRODUCTION = `# Methods

<!-- Generated from packages/protocol/src/contract by "npm run generate". -->

This page is the reference of the method contract: each method with its route, its callers, its params, its result and its errors. It is generated from the contract. What the methods mean together is in [the protocol](protocol.md); what each error means is in [errors](errors.md).

A method has the same name and the same params over JSON-RPC on the WebSocket at \`/api/ws\` and over HTTP. Over HTTP the params in braces travel in the path, the others in the query (\`GET\`, \`DELETE\`) or in a JSON body (\`POST\`, \`PUT\`, \`PATCH\`). In a query, a list or an object is the text of its JSON. The same is in a machine's words as OpenAPI 3.1 at \`GET /api/openapi.json\`, and as JSON Schema in \`@agent-chat/protocol/schema/methods.json\`.

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
  const inQuery = (param: string): string | null =>
    http?.verb === 'GET' && queryNameOf(param) !== param
      ? `In the query it is \`${queryNameOf(param)}\`.`
      : null;
  return [
    `### ${name}`,
    descriptionOf(`CONTRACT.${name}`) ?? '',
    [
      `- HTTP: ${http === undefined ? 'none, WebSocket only' : `\`${http.verb} ${http.path}\``}`,
      `- Callers: ${callers === 'anyone' ? 'anyone, without a token' : callers.join(', ')}`,
      `- Errors: ${errors.length === 0 ? 'none of its own' : listOf(errors)}`,
    ].join('\n'),
    fieldTable('param', resolved(schemas.get(`${id}Params`), schemas), inQuery) ?? 'It takes no params.',
    ...(QUERY_ONLY[name as HttpMethod] ?? []).map(
      (param) =>
        `Over HTTP there is also \`${param.name}\` (${typeText(param.schema)}, optional) in the query. ${param.description}`,
    ),
    http?.answers === 'stream' ? 'Over HTTP the answer is a stream of server-sent events.' : '',
    fieldTable('result', result) ?? 'The result is `{}`.',
    note ?? '',
    '',
  ]
    .filter((block, index, blocks) => block !== '' || index === blocks.length - 1)
    .join('\n\n')
    .replace(/\n\n$/, '\n');
}

function listOf(codes: readonly string[]): string {
  return codes.map((code) => `\`${code}\``).join(', ');
}
