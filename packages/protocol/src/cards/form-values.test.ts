import { describe, expect, it } from 'vitest';
import { AgentChatError } from '../values/errors.js';
import { card } from './builders/card-builders.js';
import { readFormValues } from './form-values.js';

const { data: FORM } = card.form({
  fields: [
    { name: 'email', label: 'E-mail', kind: 'email', required: true },
    { name: 'seats', label: 'Seats', kind: 'number', min: 1, max: 8 },
    { name: 'day', label: 'Day', kind: 'date' },
    { name: 'at', label: 'At', kind: 'date_time' },
    { name: 'site', label: 'Site', kind: 'url' },
    { name: 'note', label: 'Note', kind: 'long_text', max: 20 },
    { name: 'terms', label: 'I agree', kind: 'yes_no', required: true },
    { name: 'size', label: 'Size', kind: 'choice', options: options('s', 'm') },
    { name: 'days', label: 'Days', kind: 'choices', options: options('mon', 'tue'), max: 1 },
  ],
});

function options(...values: readonly string[]) {
  return values.map((value) => ({ value, label: value.toUpperCase() }));
}

const NEEDED = { email: 'ada@example.com', terms: true };

function fault(payload: unknown): AgentChatError {
  try {
    readFormValues(FORM, payload);
  } catch (error) {
    if (AgentChatError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('what comes back from a form', () => {
  it('is the answers that its fields take, without those that were left empty', () => {
    const values = {
      ...NEEDED,
      seats: 8,
      day: '2026-05-01',
      at: '2028-02-29T09:30',
      size: 'm',
      days: ['mon'],
    };
    expect(readFormValues(FORM, { values: { ...values, note: '', site: '' } })).toEqual(values);
  });

  it.each<[string, unknown, string, string]>([
    ['nothing', undefined, 'values', 'answers by the names of fields'],
    ['a list', { values: [] }, 'values', 'answers by the names of fields'],
    ['no address', { ...NEEDED, email: 'ada' }, 'values.email', 'must be an e-mail address'],
    ['nothing where it is required', { terms: true, email: '' }, 'values.email', 'must be filled in'],
    ['no where it must be yes', { ...NEEDED, terms: false }, 'values.terms', 'must be yes'],
    ['a text for a number', { ...NEEDED, seats: '3' }, 'values.seats', 'must be a number'],
    ['too many', { ...NEEDED, seats: 9 }, 'values.seats', 'must be at most 8'],
    ['a day that is none', { ...NEEDED, day: '2026-13-01' }, 'values.day', 'must be a day like'],
    ['a day that its month has not', { ...NEEDED, day: '2026-02-31' }, 'values.day', 'must be a day like'],
    ['a leap day of no leap year', { ...NEEDED, at: '2026-02-29T09:30' }, 'values.at', 'must be a day and'],
    ['a time without a day', { ...NEEDED, at: '09:30' }, 'values.at', 'must be a day and time like'],
    ['a script for an address', { ...NEEDED, site: 'javascript:alert(1)' }, 'values.site', 'http or https'],
    ['a long text', { ...NEEDED, note: 'x'.repeat(21) }, 'values.note', 'at most 20 characters'],
    ['an option that was not offered', { ...NEEDED, size: 'xl' }, 'values.size', 'one of the options'],
    ['an option twice', { ...NEEDED, days: ['mon', 'mon'] }, 'values.days', 'each option once'],
    ['too many options', { ...NEEDED, days: ['mon', 'tue'] }, 'values.days', 'at most 1 options'],
    ['a field that is not there', { ...NEEDED, admin: true }, 'values.admin', 'is no field of the form'],
  ])('is refused for %s, with the path', (_, values, path, words) => {
    const isPayload = typeof values === 'object' && values !== null && 'values' in values;
    const error = fault(isPayload ? values : { values });
    expect(error).toMatchObject({ code: 'InvalidRequest', details: { card: 'form', path } });
    expect(error.message).toContain(words);
  });
});
