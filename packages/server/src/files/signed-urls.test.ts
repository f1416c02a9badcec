import { createMemoryRecordStore } from '@agent-chat/core';
import { expect, it } from 'vitest';
import { createKeyedHash } from '../sessions/keyed-hash.js';
import { createSignedUrls } from './signed-urls.js';

const NOW = Date.parse('2026-03-02T12:00:00.000Z');
const HOUR_MS = 3_600_000;
const records = createMemoryRecordStore();
const keyedHash = createKeyedHash(records, 'default', undefined, 'files');
const urls = (ttlMs: number) => createSignedUrls({ keyedHash, ttlMs, now: () => NOW });
const queryOf = ({ url }: { readonly url: string }): URLSearchParams =>
  new URL(url, 'http://localhost').searchParams;
const file = { tenant: 'tenant-b', attachmentId: 'att_1', purpose: 'download' } as const;

it('an address of a file is good for an hour, and no longer, whatever stands in it', async () => {
  const good = queryOf(await urls(HOUR_MS).sign(file));
  expect(await urls(HOUR_MS).verify('att_1', good)).toMatchObject(file);
  const endless = queryOf(await urls(9 * HOUR_MS).sign(file));
  await expect(urls(HOUR_MS).verify('att_1', endless)).rejects.toMatchObject({ code: 'Forbidden' });
});

it('what becomes of a text that a visitor chose signs no address', async () => {
  const expires = NOW + HOUR_MS;
  const chosen = JSON.stringify([
    'file',
    'GET',
    '/api/attachments/{attachmentId}/content',
    'tenant-b',
    'att_1',
    'download',
    expires,
  ]);
  // With the very same text a file would be signed: the test is of the key.
  expect(await keyedHash(chosen)).toBe(queryOf(await urls(HOUR_MS).sign(file)).get('signature'));
  const signature = await createKeyedHash(records, 'default', undefined, 'visitors')(chosen);
  const query = new URLSearchParams({
    tenant: 'tenant-b',
    purpose: 'download',
    expires: String(expires),
    signature,
  });
  await expect(urls(HOUR_MS).verify('att_1', query)).rejects.toMatchObject({ code: 'Forbidden' });
});
