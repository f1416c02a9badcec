import { visibleControls } from '../tool-call/inert-text.js';
import { editableArgs, type EditedArgs, isEqual, isNamed, readJson } from './edited-args.js';
import type { ArgumentSchema, ToolSchema } from './tool-schema.js';

/** One argument as it is edited. */
export interface EditField {
  /** As it is in the arguments. */
  readonly name: string;
  /** `json` is for what no other field can hold exactly. */
  readonly kind: 'text' | 'number' | 'choice' | 'json';
  readonly asked: unknown;
  /** What the control holds at first: text, or the index of an option. */
  readonly value: string;
  /** Of a `choice`. */
  readonly options: readonly unknown[];
  readonly schema: ArgumentSchema;
}

/** What is wrong with what was written into a field. */
export type FieldFault =
  | { readonly kind: 'not_number' | 'not_whole' }
  | { readonly kind: 'too_small' | 'too_large' | 'too_long'; readonly limit: number }
  | Extract<EditedArgs, { kind: 'not_json' }>;

/** What has become of the arguments, or what is wrong with which of them. */
export type EditedFields =
  | Extract<EditedArgs, { kind: 'valid' }>
  | { readonly kind: 'faulty'; readonly faults: ReadonlyMap<string, FieldFault> };

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const ANYTHING: ArgumentSchema = {};

/** A field for each argument; `null` for arguments without names, which are edited as a whole. */
export function editFields(args: unknown, schema: ToolSchema | null): readonly EditField[] | null {
  if (!isNamed(args)) return null;
  const { properties = {} } = schema ?? {};
  const fields = Object.entries(args).map(([name, asked]) => {
    return fieldOf(name, asked, Object.hasOwn(properties, name) ? (properties[name] ?? ANYTHING) : ANYTHING);
  });
  return fields.length === 0 ? null : fields;
}

function fieldOf(name: string, asked: unknown, schema: ArgumentSchema): EditField {
  const options = optionsOf(asked, schema);
  if (options.length > 0) {
    const value = `${options.findIndex((option) => isEqual(option, asked))}`;
    return { name, kind: 'choice', asked, value, options, schema };
  }
  const base = { name, asked, options, schema };
  if (typeof asked === 'number') return { ...base, kind: 'number', value: `${asked}` };
  // What cannot be seen can be edited only as its escape.
  const isPlain = typeof asked === 'string' && visibleControls(asked) === asked;
  return isPlain
    ? { ...base, kind: 'text', value: asked }
    : { ...base, kind: 'json', value: editableArgs(asked) };
}

/** Among which values there is to choose. What was asked for is one of them in any case. */
function optionsOf(asked: unknown, schema: ArgumentSchema): readonly unknown[] {
  const options = schema.enum ?? (typeof asked === 'boolean' ? [true, false] : []);
  const isKnown = options.length === 0 || options.some((option) => isEqual(option, asked));
  return isKnown ? options : [asked, ...options];
}

/** Reads what the controls hold, in the order of the fields. What was not touched stays exactly as it was. */
export function readFields(fields: readonly EditField[], texts: readonly string[]): EditedFields {
  const faults = new Map<string, FieldFault>();
  const entries: [string, unknown][] = [];
  for (const [index, field] of fields.entries()) {
    const read = readField(field, texts[index] ?? '');
    if ('fault' in read) faults.set(field.name, read.fault);
    else entries.push([field.name, read.value]);
  }
  if (faults.size > 0) return { kind: 'faulty', faults };
  const isChanged = fields.some(({ asked }, index) => !isEqual(asked, entries[index]?.[1]));
  return { kind: 'valid', args: Object.fromEntries(entries), isChanged };
}

function readField(field: EditField, text: string): { value: unknown } | { fault: FieldFault } {
  const { kind, schema, asked } = field;
  if (text === field.value) return { value: asked };
  switch (kind) {
    case 'choice':
      return { value: field.options[Number(text)] };
    case 'number':
      return readNumber(text.trim(), schema);
    case 'text': {
      const { maxLength = Infinity } = schema;
      const isLong = [...text].length > maxLength;
      return isLong ? { fault: { kind: 'too_long', limit: maxLength } } : { value: text };
    }
    case 'json': {
      const read = readJson(text);
      return read.kind === 'not_json' ? { fault: read } : { value: read.args };
    }
  }
}

function readNumber(text: string, schema: ArgumentSchema): { value: number } | { fault: FieldFault } {
  const { type, minimum = -Infinity, maximum = Infinity } = schema;
  const value = Number(text);
  // More digits than a number can hold would become other digits.
  const isExact = !Number.isInteger(value) || Number.isSafeInteger(value);
  if (!NUMBER.test(text) || !Number.isFinite(value) || !isExact) return { fault: { kind: 'not_number' } };
  if (type === 'integer' && !Number.isInteger(value)) return { fault: { kind: 'not_whole' } };
  if (value < minimum) return { fault: { kind: 'too_small', limit: minimum } };
  if (value > maximum) return { fault: { kind: 'too_large', limit: maximum } };
  return { value };
}
