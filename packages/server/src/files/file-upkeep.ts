import {
  type Attachments,
  type Clock,
  createSweeper,
  type EventStore,
  type RecordStore,
  type Sweeper,
} from '@agent-chat/core';
import { OF_DEPLOYMENT } from '../interfaces/slug-claims.js';
import { isOutage } from '../is-outage.js';

export interface FileUpkeep extends Pick<Sweeper, 'start' | 'close'> {
  /** From now on the tenant's files are looked at. */
  readonly noteTenant: (tenant: string) => Promise<void>;
}

const TENANTS = 'tenants-with-files';
const PAGE = 500;
const MOST_OFTEN_MS = 600_000;
const SOON_MS = 60_000;

/** Again and again: files that no message has carried in time are removed, of every tenant. */
export function createFileUpkeep(options: {
  readonly attachments: Pick<Attachments, 'reap'>;
  /** Where the messages are that may carry them. */
  readonly events: EventStore;
  readonly records: RecordStore;
  readonly reapAfterMs: number;
  readonly now: () => number;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): FileUpkeep {
  const { attachments, events, records, reapAfterMs, now, clock, onError } = options;
  const noted = new Set<string>();

  async function* tenants(): AsyncGenerator<string, void, undefined> {
    for (let after: string | undefined; ; ) {
      const page = await records.list(OF_DEPLOYMENT, TENANTS, {
        limit: PAGE,
        ...(after !== undefined && { after }),
      });
      for (const { value } of page) if (typeof value === 'string') yield value;
      if (page.length < PAGE) return;
      after = page.at(-1)?.id;
    }
  }

  const sweeper = createSweeper({
    clock,
    everyMs: Math.min(reapAfterMs, MOST_OFTEN_MS),
    soonMs: SOON_MS,
    onError,
    async sweep() {
      for await (const tenant of tenants()) {
        try {
          await attachments.reap({ tenant, events, receivedBeforeMs: now() - reapAfterMs });
        } catch (error) {
          // It holds up no other tenant.
          if (isOutage(error)) throw error;
          onError(error);
        }
      }
    },
  });
  return {
    start: () => sweeper.start(),
    close: () => sweeper.close(),
    async noteTenant(tenant) {
      if (noted.has(tenant)) return;
      // An id of the store is shorter than a tenant may be called.
      await records.putIfAbsent(OF_DEPLOYMENT, TENANTS, encodeURIComponent(tenant).slice(0, 512), tenant);
      noted.add(tenant);
    },
  };
}
