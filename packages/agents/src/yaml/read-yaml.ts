import { AgentChatError } from '@agent-chat/protocol';
import { LineCounter, parseDocument, type Document, type Node } from 'yaml';
import * as z from 'zod';

/** What is wrong with a file, and where: both counted from 1. */
export interface YamlFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** The keys that lead there, joined by dots; empty: the whole file. */
  readonly path: string;
}

export type YamlResult<T> =
  | { readonly success: true; readonly value: T }
  | { readonly success: false; readonly faults: readonly YamlFault[] };

const MAX_BYTES = 262_144;
const MAX_FAULTS = 20;

/**
 * Reads YAML 1.2 that has to fit a schema. Each fault has its place: that of the value, of the key that
 * nobody knows, or, where something is missing, of what it is missing in. Aliases are refused.
 */
export function readYaml<T>(source: string, schema: z.ZodType<T>): YamlResult<T> {
  if (source.length > MAX_BYTES) {
    return failed([{ line: 1, column: 1, message: `longer than ${MAX_BYTES} characters`, path: '' }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(source, {
    version: '1.2',
    schema: 'core',
    merge: false,
    prettyErrors: false,
    logLevel: 'error',
    lineCounter: lines,
  });
  const faultAt = (offset: number, message: string, path: string): YamlFault => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col, message, path };
  };
  if (document.errors.length > 0) {
    return failed(document.errors.map(({ pos: [offset], message }) => faultAt(offset, message, '')));
  }
  let json: unknown;
  try {
    json = document.toJS({ maxAliasCount: 0 });
  } catch {
    return failed([{ line: 1, column: 1, message: 'aliases are not used here', path: '' }]);
  }
  const parsed = z.safeParse(schema, json);
  if (parsed.success) return { success: true, value: parsed.data };
  return failed(
    parsed.error.issues.flatMap((issue) => {
      const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [null];
      return unknown.map((key) => {
        const path = key === null ? issue.path : [...issue.path, key];
        const message = key === null ? issue.message : `there is no field "${key}" here`;
        return faultAt(offsetOf(document, path, key !== null), message, path.map(String).join('.'));
      });
    }),
  );
}

/**
 * As `readYaml`, for a file that has to be right.
 * @throws AgentChatError `InvalidConfiguration`: the first fault as `file:line:column`, all in `details`
 */
export function requireYaml<T>(file: string, source: string, schema: z.ZodType<T>): T {
  const result = readYaml(source, schema);
  if (result.success) return result.value;
  throw yamlError(file, result.faults);
}

function yamlError(file: string, faults: readonly YamlFault[]): AgentChatError {
  const [first] = faults;
  const { line, column, path, message } = first ?? { line: 1, column: 1, path: '', message: 'not readable' };
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  return new AgentChatError(
    'InvalidConfiguration',
    `${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${message}${more}`,
    { details: { file, faults } },
  );
}

/** Where the value at `path` begins, or its key; the nearest one above it that is there. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[], atKey: boolean): number {
  let node: unknown = document.contents;
  let offset = offsetOfNode(document.contents);
  for (const [place, step] of path.entries()) {
    const pair = pairOf(node, step);
    if (pair === null) return offset;
    const wantsKey = atKey && place === path.length - 1;
    offset = offsetOfNode(wantsKey ? pair.key : (pair.value ?? pair.key));
    node = pair.value;
  }
  return offset;
}

/** The member of a map or a list, by duck typing: the library's own guards do not narrow what they find. */
function pairOf(node: unknown, step: PropertyKey): { key: Node | null; value: Node | null } | null {
  if (typeof node !== 'object' || node === null || !('items' in node) || !Array.isArray(node.items))
    return null;
  const items = node.items as readonly unknown[];
  if (typeof step === 'number') {
    const value = items[step] as Node | undefined;
    return value === undefined ? null : { key: value, value };
  }
  for (const item of items) {
    const pair = item as { key?: Node & { value?: unknown }; value?: Node | null };
    if (pair.key?.value === step) return { key: pair.key, value: pair.value ?? null };
  }
  return null;
}

function offsetOfNode(node: Pick<Node, 'range'> | null): number {
  return node?.range?.[0] ?? 0;
}

function failed(faults: readonly YamlFault[]): { success: false; faults: readonly YamlFault[] } {
  const inOrder = [...faults].sort((a, b) => a.line - b.line || a.column - b.column);
  return { success: false, faults: inOrder.slice(0, MAX_FAULTS) };
}
