import { FORM_CARD_DATA } from '../../shapes/shapes.generated.js';
import { ownValue } from '../../values/fields.js';
import type { FormCardData, FormField, FormValue } from '../form.js';
import { fieldFault } from '../form-values.js';
import {
  type BuiltCard,
  buildCard,
  type CardFault,
  type CardKind,
  type CardOptions,
  type Given,
  type WithDefaults,
} from './build-card.js';
import { indented, oneLine } from './fallback-text.js';

const KIND: CardKind<'form', FormCardData> = {
  type: 'form',
  version: 1,
  shape: FORM_CARD_DATA,
  itemDefaults: { fields: { required: false } },
  faultIn: formFault,
  actionsOf: ({ submitted }) =>
    submitted === undefined ? [{ actionId: 'submit', label: 'Send', style: 'primary' }] : [],
  textOf: ({ title, description, fields, submitted }) => [
    oneLine(title ?? 'A form'),
    ...(description === undefined ? [] : indented([description])),
    ...fields.flatMap((field) =>
      fieldText(field, submitted && (ownValue(submitted.values, field.name) ?? null)),
    ),
    ...(submitted === undefined ? [] : [sentText(submitted)]),
  ],
};

/** `answer`: `undefined` while nobody has answered, `null`: left empty. */
function fieldText(field: FormField, answer: FormValue | null | undefined): string[] {
  const { label, help, required, kind, options = [] } = field;
  const shown = (value: FormValue): string => answerText(field, value);
  if (answer !== undefined) return [`- ${oneLine(label)}: ${answer === null ? 'nothing' : shown(answer)}`];
  const notes = [
    ...(required ? ['required'] : []),
    ...(kind === 'choices' ? ['any of them'] : []),
    ...(field.value === undefined ? [] : [`so far: ${shown(field.value)}`]),
  ];
  return [
    `- ${oneLine(label)}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`,
    ...(help === undefined ? [] : [`  ${oneLine(help)}`]),
    ...options.map((option) => `  * ${oneLine(option.label)}`),
  ];
}

function answerText({ options = [] }: FormField, value: FormValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  const labelOf = (text: string): string =>
    oneLine(options.find((option) => option.value === text)?.label ?? text);
  return Array.isArray(value) ? value.map(labelOf).join(', ') : labelOf(value);
}

function sentText({ by, at }: NonNullable<FormCardData['submitted']>): string {
  return `Sent${by === undefined ? '' : ` by ${oneLine(by)}`}${at === undefined ? '' : ` at ${oneLine(at)}`}`;
}

function formFault({ fields }: FormCardData): CardFault | null {
  for (const [at, field] of fields.entries()) {
    const { name, kind, options, min, max, value } = field;
    const fault = (key: string, what: string): CardFault => ({ path: ['fields', at, key], what });
    if (fields.findIndex((one) => one.name === name) !== at)
      return fault('name', 'is the name of another field too');
    const isChoice = kind === 'choice' || kind === 'choices';
    if (isChoice && options === undefined) return fault('options', 'must be there for a choice');
    const twice = options?.findIndex(
      (option, index) => options.findIndex((one) => one.value === option.value) !== index,
    );
    if (twice !== undefined && twice !== -1) {
      return { path: ['fields', at, 'options', twice, 'value'], what: 'is the value of another option too' };
    }
    if (min !== undefined && max !== undefined && min > max) return fault('max', 'must be at least "min"');
    const wrong = value === undefined ? null : fieldFault(field, value);
    if (wrong !== null) return fault('value', wrong);
  }
  return null;
}

/**
 * A `form` card; no field is `required` by default. Its action, unless others are given: `submit` until
 * it was sent. `readFormValues` checks what comes back.
 * @throws AgentChatError `InvalidRequest` with the path of the fault, such as `fields.2.options`
 */
export function formCard(
  data: Given<Omit<FormCardData, 'fields'> & { fields: WithDefaults<FormField, 'required'>[] }>,
  options?: CardOptions,
): BuiltCard<'form', FormCardData> {
  return buildCard(KIND, data, options);
}
