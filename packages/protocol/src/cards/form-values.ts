import { fits } from '../shapes/fault-of.js';
import { FORM_SUBMIT_PAYLOAD } from '../shapes/shapes.generated.js';
import { AgentChatError } from '../values/errors.js';
import type { FormSubmitPayload } from './action-payloads.js';
import type { FormCardData, FormField, FormValue } from './form.js';

const DATE = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?`;

/** What a text of a kind looks like, and what that is called. */
const PATTERNS: Readonly<Partial<Record<FormField['kind'], readonly [RegExp, string]>>> = {
  email: [/^[^\s@]+@[^\s@]+$/, 'must be an e-mail address'],
  url: [/^https?:\/\/[^\s/]\S*$/i, 'must be an http or https address'],
  tel: [/^[+\d][\d\s()./-]*$/, 'must be a telephone number'],
  date: [new RegExp(`^${DATE}$`), 'must be a day like 2026-05-01'],
  time: [new RegExp(`^${TIME}$`), 'must be a time like 09:30'],
  date_time: [new RegExp(`^${DATE}T${TIME}$`), 'must be a day and time like 2026-05-01T09:30'],
};

/**
 * What a person sent, held to the form that was shown: the payload comes from a browser. Fields that
 * were left empty are not in it.
 *
 * @throws AgentChatError `InvalidRequest` with `details {card, path}`, such as `values.email`
 */
export function readFormValues(
  { fields }: FormCardData,
  payload: unknown,
): Readonly<Record<string, FormValue>> {
  if (!fits(FORM_SUBMIT_PAYLOAD, payload)) throw invalid('values', 'must be answers by the names of fields');
  const given = new Map(Object.entries((payload as FormSubmitPayload).values));
  for (const name of given.keys()) {
    if (!fields.some((field) => field.name === name))
      throw invalid(`values.${name}`, 'is no field of the form');
  }
  const answers = fields.flatMap((field): [string, FormValue][] => {
    const value = given.get(field.name);
    if (value === undefined || isEmpty(value)) {
      if (field.required) throw invalid(`values.${field.name}`, 'must be filled in');
      return [];
    }
    const wrong = fieldFault(field, value) ?? (field.required && value === false ? 'must be yes' : null);
    if (wrong !== null) throw invalid(`values.${field.name}`, wrong);
    return [[field.name, value]];
  });
  return Object.fromEntries(answers);
}

function isEmpty(value: FormValue): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0);
}

/** How a sentence about a wrong value ends; `null`: it is one that the field takes. */
export function fieldFault(field: FormField, value: FormValue): string | null {
  const { kind, options = [] } = field;
  const isOption = (text: string): boolean => options.some((option) => option.value === text);
  switch (kind) {
    case 'yes_no':
      return typeof value === 'boolean' ? null : 'must be true or false';
    case 'number':
      return typeof value === 'number' ? amountFault(field, value, '') : 'must be a number';
    case 'choice':
      return typeof value === 'string' && isOption(value) ? null : 'must be one of the options';
    case 'choices': {
      if (!Array.isArray(value) || !value.every(isOption)) return 'must be a list of options';
      if (new Set(value).size < value.length) return 'must name each option once';
      return amountFault(field, value.length, ' options');
    }
    default: {
      if (typeof value !== 'string') return 'must be a string';
      const [pattern, words] = PATTERNS[kind] ?? [];
      if (pattern !== undefined && words !== undefined && value !== '') {
        const hasDay = kind === 'date' || kind === 'date_time';
        if (!pattern.test(value) || (hasDay && !isDay(value.slice(0, 10)))) return words;
      }
      return amountFault(field, value.length, ' characters');
    }
  }
}

/** Whether the calendar has it. Engines take 2026-02-31 for a day in March, or for none. */
function isDay(isoDay: string): boolean {
  const ms = Date.parse(isoDay);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(isoDay);
}

function amountFault({ min = -Infinity, max = Infinity }: FormField, amount: number, of: string) {
  if (amount < min) return `must be at least ${min}${of}`;
  return amount > max ? `must be at most ${max}${of}` : null;
}

function invalid(path: string, what: string): AgentChatError {
  return new AgentChatError('InvalidRequest', `The form: "${path}" ${what}.`, {
    details: { card: 'form', path },
  });
}
