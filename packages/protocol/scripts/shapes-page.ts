import { createDefinitions, type Definition } from '../src/schema/definitions.js';
import type { SchemaFile } from '../src/schema/named-schemas.js';
import { fieldTable } from './field-table.js';
import { stateTables } from './state-tables.js';

const INTRODUCTION = `# Shapes

<!-- Generated from packages/protocol/src by "npm run generate". -->

This page has the objects of the protocol, field by field: what is in an event, in a part of a message, in a frame and in a snapshot. It is generated from the schemas and the types. What they mean together is in [the protocol](protocol.md); the params and results of methods are in [methods](methods.md), the data of cards in [cards](cards.md). A type that has no table here is a set of words or a choice between others, which the protocol names. A field that is not optional is always there. Fields that are not here may be there too: [keep them](protocol.md#unknown-fields-and-unknown-types).
`;

const FILES: readonly (readonly [file: SchemaFile, title: string, about: string])[] = [
  [
    'event',
    'Events',
    'The envelope and the payload of each type of event, the parts of messages, and what they share.',
  ],
  ['frame', 'Frames', 'The data of each kind of frame; that of `event` is a `ConversationEvent`.'],
];

/** The reference of the shapes in Markdown: `docs/shapes.md`. */
export function shapesPage(stateSource: string): string {
  const definitions = createDefinitions();
  const parts = FILES.map(([file, title, about]) => {
    const sections = definitions.filter((one) => one.file === file).flatMap(sectionOf);
    return `## ${title}\n\n${about}\n\n${sections.join('\n\n')}\n`;
  });
  const state = `## The snapshot state\n\nThe \`state\` of a \`snapshot\` frame is a \`ConversationSnapshot\`, that of a \`control\` frame a \`ControlState\`. They are of [the fold version](protocol.md#the-snapshot-state) that this page is of.\n\n${stateTables(stateSource)}\n`;
  return [INTRODUCTION, ...parts, state].join('\n');
}

/** Whole events stand in their envelope; what is no object of fields has no table. */
function sectionOf({ id, schema }: Definition): readonly string[] {
  const table = /Event$/.test(id) ? null : fieldTable('field', schema);
  if (table === null) return [];
  const { description } = schema;
  return [
    [`### ${id}`, typeof description === 'string' ? description : '', table].filter(Boolean).join('\n\n'),
  ];
}
