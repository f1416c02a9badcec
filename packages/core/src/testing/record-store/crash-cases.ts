import type { JsonValue } from '@agent-chat/protocol';
import type { RecordStore } from '../../ports/record-store.js';
import { type CrashHistory, describeCrashSteps } from '../crash-steps.js';
import type { RecordStoreUnderTest } from './record-store-under-test.js';

interface Ports {
  readonly records: RecordStore;
}

/** Records and the keys that lead to them, which are written together. */
interface Found {
  readonly records: Readonly<Record<string, JsonValue>>;
  readonly keys: readonly string[];
  readonly counted: number;
}

const TENANT = 'tenant';
const COLLECTION = 'sessions';

function found(records: Found['records'], ...keys: readonly string[]): Found {
  return { records, keys, counted: keys.length };
}

const HISTORY: CrashHistory<Ports, Found> = {
  steps(name) {
    const place = (id: string) => [TENANT, COLLECTION, `${name}:${id}`] as const;
    const keys = (...of: readonly string[]): readonly string[] => of.map((key) => `${name}:${key}`);
    return [
      {
        call: ({ records }) => records.put(...place('one'), { a: 1 }, keys('new')),
        leaves: found({ one: { a: 1 } }, 'new one'),
      },
      {
        call: ({ records }) => records.putIfAbsent(...place('two'), { b: 1 }, keys('new', 'open')),
        leaves: found({ one: { a: 1 }, two: { b: 1 } }, 'new one', 'new two', 'open two'),
      },
      {
        call: ({ records }) => records.replace(...place('one'), { a: 1 }, { a: 2 }, keys('open')),
        leaves: found({ one: { a: 2 }, two: { b: 1 } }, 'new two', 'open one', 'open two'),
      },
      {
        call: ({ records }) => records.put(...place('two'), { b: 2 }),
        leaves: found({ one: { a: 2 }, two: { b: 2 } }, 'open one'),
      },
      {
        call: ({ records }) => records.delete(...place('one')),
        leaves: found({ two: { b: 2 } }),
      },
      {
        call: ({ records }) => records.put(...place('three'), 3, keys('new')),
        leaves: found({ three: 3, two: { b: 2 } }, 'new three'),
      },
    ];
  },
  async read({ records }, name) {
    const prefix = `${name}:`;
    const short = (text: string): string => text.slice(prefix.length);
    const listed = await records.list(TENANT, COLLECTION, { prefix });
    const keyed = await records.listByKey(TENANT, COLLECTION, { prefix });
    return {
      records: Object.fromEntries(listed.map(({ id, value }) => [short(id), value])),
      keys: keyed.map(({ key, id }) => `${short(key)} ${short(id)}`),
      counted: await records.countByKey(TENANT, COLLECTION, prefix),
    };
  },
};

export function describeCrashes(subject: RecordStoreUnderTest): void {
  describeCrashSteps({ ports: () => ({ records: subject.store }), crash: () => subject.crash() }, HISTORY);
}
