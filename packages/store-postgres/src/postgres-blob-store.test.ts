import { errorOf } from '@agent-chat/protocol/test-support';
import { escapeIdentifier } from 'pg';
import { describe, expect, it } from 'vitest';
import { openNode, skipReason, temporarySchema, withPool } from './test-support/test-database.js';

describe.skipIf(skipReason)(`blobs of several nodes${skipReason ? `: ${skipReason}` : ''}`, () => {
  const bytes = new TextEncoder().encode('as it was');

  it('are stored once and read by all', async () => {
    const schema = temporarySchema();
    const nodes = await Promise.all([openNode(schema), openNode(schema), openNode(schema)]);
    const puts = await Promise.all(
      nodes.flatMap(({ blobs }) => [blobs, blobs].map((one) => one.put('tenant', bytes))),
    );
    const [first] = puts;
    for (const put of puts) expect(put).toEqual(first);
    for (const { blobs } of nodes) expect(await blobs.get('tenant', first?.hash ?? '')).toEqual(bytes);
    const count = await withPool(async (pool) => {
      const { rowCount } = await pool.query(`SELECT FROM ${escapeIdentifier(schema)}.blobs`);
      return rowCount;
    });
    expect(count).toBe(1);
  });

  it('are never handed out when they are not what was stored', async () => {
    const schema = temporarySchema();
    const { blobs } = await openNode(schema);
    const { hash } = await blobs.put('tenant', bytes);
    await withPool((pool) =>
      pool.query(`UPDATE ${escapeIdentifier(schema)}.blobs SET content = $1`, [Buffer.from('as it is ')]),
    );
    expect((await errorOf(blobs.get('tenant', hash))).code).toBe('StoreDamaged');
  });
});
