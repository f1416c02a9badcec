import type { RecordStore } from '@agent-chat/core';
import type { InterfaceStore } from './interface-store.js';

/** Which published interfaces name an origin among those whose pages may show them. */
export interface OriginIndex {
  /** Before the interface is written that names them: an entry without one says nothing. */
  note(tenant: string, interfaceId: string, origins: readonly string[]): Promise<void>;
  /** Whether pages of the origin may show an interface of the tenant that is published now. */
  isAllowed(tenant: string, origin: string): Promise<boolean>;
}

const COLLECTION = 'interface-origins';
const PAGE = 50;

/**
 * An entry only says where to look: whether it is still true is read from the interface itself. So
 * nothing has to be removed when interfaces change, at the same time and on however many nodes.
 */
export function createOriginIndex(records: RecordStore, store: InterfaceStore): OriginIndex {
  return {
    async note(tenant, interfaceId, origins) {
      for (const origin of origins) {
        await records.putIfAbsent(tenant, COLLECTION, `${origin}/${interfaceId}`, { interfaceId });
      }
    },

    async isAllowed(tenant, origin) {
      const prefix = `${origin}/`;
      for (let after: string | undefined; ; ) {
        const page = await records.list(tenant, COLLECTION, {
          prefix,
          limit: PAGE,
          ...(after !== undefined && { after }),
        });
        for (const { id } of page) {
          const record = await store.get(tenant, id.slice(prefix.length));
          if (record?.status === 'published' && record.allowedOrigins.includes(origin)) return true;
        }
        after = page.at(-1)?.id;
        if (after === undefined || page.length < PAGE) return false;
      }
    },
  };
}
