import { createDefinitions, type Definition } from './definitions.js';
import type { JsonSchema } from './json-schema.js';
import { mapReferences } from './map-references.js';
import type { SchemaFile } from './named-schemas.js';

interface FileHead {
  readonly description: string;
  /** What a value is checked against when no definition is named. None: the file is a library. */
  readonly root?: string;
}

const FILES: Readonly<Record<SchemaFile, FileHead>> = {
  card: { root: 'Card', description: 'The envelope of a card, and the data of the built-in cards.' },
  error: { root: 'ErrorBody', description: 'The one shape of every error, and the codes.' },
  event: {
    root: 'ConversationEvent',
    description: 'An event of the log with its payload, and a message with its parts.',
  },
  frame: { root: 'Frame', description: 'What a subscription yields: logged events and control frames.' },
  'json-rpc': { description: 'JSON-RPC 2.0 as it travels over a WebSocket.' },
  methods: { description: 'The params and the result of each method of the contract.' },
  record: { description: 'What a host keeps besides the logs: interfaces, sessions, scenarios, campaigns.' },
};

/** A scheme of our own: the schemas are found by their file, not by an address. */
const BASE = 'agent-chat:/schema/';

/** The JSON Schemas of the protocol by file name. References between files are relative. */
export function schemaFiles(): Readonly<Record<string, JsonSchema>> {
  const definitions = createDefinitions();
  const files = new Map(definitions.map(({ id, file }) => [id, file]));
  const fileEntries = Object.entries(FILES).map(([file, { root, description }]) => {
    const reference = (id: string): string =>
      files.get(id) === file ? `#/$defs/${id}` : `${files.get(id)}.json#/$defs/${id}`;
    const own = definitions.filter((definition) => definition.file === file);
    const schema: JsonSchema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `${BASE}${file}.json`,
      title: root ?? file,
      description,
      ...(root !== undefined && { $ref: reference(root) }),
      $defs: definitionsOf(own, reference),
    };
    return [`${file}.json`, schema] as const;
  });
  return Object.fromEntries(fileEntries);
}

function definitionsOf(definitions: readonly Definition[], reference: (id: string) => string): JsonSchema {
  return Object.fromEntries(definitions.map(({ id, schema }) => [id, mapReferences(schema, reference)]));
}
