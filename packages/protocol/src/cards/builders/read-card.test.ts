import { describe, expect, it } from 'vitest';
import { SAMPLE, fault } from '../../test-support/card-data.js';
import type { Card } from '../card.js';
import { card } from './card-builders.js';
import { readCard } from './read-card.js';

describe('readCard', () => {
  it('gives the data of a card of the type, and refuses others', () => {
    const built = card.outbox({ runId: 'r1', samples: [SAMPLE] });
    const sent = JSON.parse(JSON.stringify(built)) as Card;
    expect(readCard('outbox', sent).samples[0]?.leadId).toBe('l1');
    expect(fault(() => readCard('simulation', sent)).code).toBe('InvalidRequest');
    expect(fault(() => readCard('outbox', { ...sent, version: 2 })).message).toBe(
      'This is a card "outbox" of version 2, not a "outbox" of version 1.',
    );
    expect(fault(() => readCard('outbox', { ...sent, data: { runId: 'r1' } })).details).toEqual({
      card: 'outbox',
      path: 'samples',
    });
  });
});
