import type { Shape } from './shape.js';

/** A shape in a few words, for whoever sent something else: "a string of 1 to 128 characters". */
export function wordsFor(shape: Shape): string {
  switch (shape[0]) {
    case 'any':
      return 'there';
    case 'string':
      return `a string${amount(shape[1], shape[2], ' characters')}`;
    case 'number':
      return 'a number';
    case 'integer':
      return `an integer${amount(shape[1], shape[2])}`;
    case 'boolean':
      return 'true or false';
    case 'one_of':
      return shape[1].map((value) => JSON.stringify(value)).join(' or ');
    case 'pattern':
      return `a string like ${String(shape[1])}`;
    case 'array':
      return `an array${amount(shape[2], shape[3], ' items')}`;
    case 'record':
    case 'object':
      return 'an object';
    case 'optional':
      return wordsFor(shape[1]);
    case 'nullable':
      return `${wordsFor(shape[1])} or null`;
    case 'union':
      return shape[1].map(wordsFor).join(' or ');
    case 'open':
      return wordsFor(shape[1]);
  }
}

function amount(min = -Infinity, max = Infinity, of = ''): string {
  if (min > -Infinity && max < Infinity) return `${of === '' ? ' from' : ' of'} ${min} to ${max}${of}`;
  if (max < Infinity) return ` of at most ${max}${of}`;
  return min > -Infinity ? ` of at least ${min}${of}` : '';
}
