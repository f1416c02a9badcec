import fc from 'fast-check';
import { dense, extras, free, ids, optional, words } from './carry.js';

const role = fc
  .record({
    id: ids,
    identity: free,
    situation: optional(words),
    goals: fc.array(words, { maxLength: 2 }),
    privateKnowledge: free,
    tools: fc.array(fc.record({ name: fc.constant('look'), inputSchema: free, guidance: words }), {
      maxLength: 2,
    }),
    persona: free,
    openingLine: optional(words),
  })
  .map(dense);

/** Scenarios as the other system writes them. */
export const scenarios = fc
  .tuple(
    extras,
    fc.record({
      id: ids,
      background: words,
      challenges: fc.array(words, { maxLength: 2 }),
      roles: fc.uniqueArray(role, { selector: ({ id }) => id, maxLength: 3 }),
    }),
  )
  .map(([extra, fields]) => ({ ...extra, ...fields }));
