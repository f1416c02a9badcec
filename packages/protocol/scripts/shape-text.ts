import type * as z from 'zod/mini';
import type { OpenUnion } from '../src/values/open-union.js';

/** What of a schema's definition is read here. */
interface Definition {
  readonly type: string;
  readonly check?: string;
  readonly format?: string;
  readonly checks?: readonly { readonly _zod: { readonly def: CheckDefinition } }[];
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly catchall?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
  readonly defaultValue?: unknown;
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly values?: readonly unknown[];
}

interface CheckDefinition {
  readonly check: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly value?: number;
  readonly inclusive?: boolean;
  readonly pattern?: RegExp;
}

/** A node of a shape's text: its kind, and operands that are text or other shapes. */
export interface ShapeNode {
  readonly kind: string;
  readonly operands: readonly Operand[];
}

export type Operand = string | ShapeNode | readonly ShapeNode[] | Readonly<Record<string, ShapeNode>>;

/** The shape that accepts what `schema` accepts. @throws TypeError for a schema that no shape is like */
export function shapeNodeOf(schema: z.core.$ZodType): ShapeNode {
  const definition = schema._zod.def as Definition;
  const { type } = definition;
  const checks = definition.checks?.map((each) => each._zod.def) ?? [];
  switch (type) {
    case 'unknown':
      return node('any');
    case 'string': {
      const pattern = checks.find((each) => each.pattern !== undefined)?.pattern;
      if (pattern === undefined) return node('string', ...boundsOf(checks));
      if (checks.length > 1) throw new TypeError('No shape has both a pattern and a length.');
      return node('pattern', String(pattern));
    }
    case 'number':
      if (definition.format === 'safeint') return node('integer', ...boundsOf(checks));
      if (checks.length > 0) throw new TypeError('No shape has bounds on a number that is no integer.');
      return node('number');
    case 'boolean':
      return node('boolean');
    case 'null':
      return node('one_of', '[null]');
    case 'enum':
      return node('one_of', JSON.stringify(Object.values(definition.entries ?? {})));
    case 'literal':
      return node('one_of', JSON.stringify(definition.values));
    case 'optional':
      return node('optional', shapeNodeOf(given(definition.innerType)));
    case 'default':
      return node(
        'optional',
        shapeNodeOf(given(definition.innerType)),
        JSON.stringify(definition.defaultValue),
      );
    case 'nullable':
      return node('nullable', shapeNodeOf(given(definition.innerType)));
    case 'array':
      return node('array', shapeNodeOf(given(definition.element)), ...boundsOf(checks));
    case 'record':
      return node('record', shapeNodeOf(given(definition.valueType)));
    case 'union':
      return node('union', given(definition.options).map(shapeNodeOf));
    case 'object':
      return node('object', fieldsOf(given(definition.shape)), ...othersOf(definition));
    case 'custom':
      return openNodeOf(schema as OpenUnion<unknown>);
    default:
      throw new TypeError(`There is no shape for a schema of type ${type}.`);
  }
}

export function fieldsOf(schemas: Readonly<Record<string, z.core.$ZodType>>): Record<string, ShapeNode> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, shapeNodeOf(schema)]));
}

/** Whether fields are kept that an object does not name, as an operand. */
function othersOf({ catchall }: Definition): string[] {
  if (catchall === undefined) return [];
  if (catchall._zod.def.type === 'unknown') return ['true'];
  throw new TypeError('No shape says what fields are that it does not name.');
}

function openNodeOf({ variants }: OpenUnion<unknown>): ShapeNode {
  const { base, known, member } = given(variants);
  const operands = [shapeNodeOf(base), fieldsOf(known)];
  return member === undefined ? node('open', ...operands) : node('open', ...operands, JSON.stringify(member));
}

function node(kind: string, ...operands: readonly Operand[]): ShapeNode {
  return { kind, operands };
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('The schema library defines its schemas in another way now.');
  return value;
}

/** The least and the greatest value or length, as operands; what is not bounded at the end is left out. */
function boundsOf(checks: readonly CheckDefinition[]): string[] {
  let min: number | undefined;
  let max: number | undefined;
  for (const { check, minimum, maximum, value, inclusive } of checks) {
    if (check === 'min_length') min = minimum;
    else if (check === 'max_length') max = maximum;
    // Of integers: above 0 is from 1.
    else if (check === 'greater_than') min = inclusive === true ? value : given(value) + 1;
    else if (check === 'less_than') max = inclusive === true ? value : given(value) - 1;
    else throw new TypeError(`There is no shape for the check ${check}.`);
  }
  if (max !== undefined) return [String(min), String(max)];
  return min === undefined ? [] : [String(min)];
}
