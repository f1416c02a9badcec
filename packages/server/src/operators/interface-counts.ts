import type { Clock, RecordStore } from '@agent-chat/core';
import type { JsonValue } from '@agent-chat/protocol';
import { changeRecord } from '../records/change-record.js';
import { type InterfaceCounts, NO_COUNTS } from '../interfaces/record-methods.js';

/**
 * How much has happened in each interface. What is counted is written together a moment later, so
 * that an interface on which many write is no one record that all of them wait for. A process that
 * dies loses the counts of that moment, and no message.
 */
export interface InterfaceCounter {
  count(interfaceId: string, what: 'session' | 'message', atMs: number): void;
  /** With all that was counted on this node. */
  read(interfaceId: string): Promise<InterfaceCounts>;
  /** Writes what waits. */
  close(): Promise<void>;
}

export interface InterfaceCounterOptions {
  readonly records: RecordStore;
  readonly tenant: string;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

interface Waiting {
  sessions: number;
  messages: number;
  atMs: number;
}

const COLLECTION = 'interface-counts';
const WRITE_AFTER_MS = 1_000;
/** How long a store that failed is left alone. */
const RETRY_AFTER_MS = 5_000;

export function createInterfaceCounter(options: InterfaceCounterOptions): InterfaceCounter {
  const { records, tenant, clock, onError } = options;
  const waiting = new Map<string, Waiting>();
  let cancelTimer: (() => void) | null = null;
  let isClosed = false;

  const add = (interfaceId: string, more: Waiting): void => {
    const held = waiting.get(interfaceId) ?? { sessions: 0, messages: 0, atMs: 0 };
    held.sessions += more.sessions;
    held.messages += more.messages;
    held.atMs = Math.max(held.atMs, more.atMs);
    waiting.set(interfaceId, held);
  };

  /** One write after the other: whoever waits for the last has waited for all. */
  let last: Promise<void> = Promise.resolve();
  const write = (interfaceId: string): Promise<void> => {
    last = last.catch(() => undefined).then(() => writeOne(interfaceId));
    return last;
  };

  const writeOne = async (interfaceId: string): Promise<void> => {
    const more = waiting.get(interfaceId);
    if (more === undefined) return;
    waiting.delete(interfaceId);
    try {
      await changeRecord(records, [tenant, COLLECTION, interfaceId], (value) => {
        const { sessionCount, messageCount, lastActivityAt } = countsIn(value);
        const at = new Date(more.atMs).toISOString();
        return {
          sessionCount: sessionCount + more.sessions,
          messageCount: messageCount + more.messages,
          lastActivityAt: lastActivityAt !== null && lastActivityAt > at ? lastActivityAt : at,
        };
      });
    } catch (error) {
      add(interfaceId, more);
      throw error;
    }
  };

  const writeAll = async (): Promise<void> => {
    cancelTimer?.();
    cancelTimer = null;
    for (const interfaceId of [...waiting.keys()]) await write(interfaceId);
  };

  const writeAfter = (delayMs: number): void => {
    cancelTimer ??= clock.after(delayMs, () => {
      void writeAll().catch((error: unknown) => {
        onError(error);
        if (!isClosed) writeAfter(RETRY_AFTER_MS);
      });
    });
  };

  return {
    count(interfaceId, what, atMs) {
      add(interfaceId, {
        sessions: what === 'session' ? 1 : 0,
        messages: what === 'message' ? 1 : 0,
        atMs,
      });
      writeAfter(WRITE_AFTER_MS);
    },
    async read(interfaceId) {
      await write(interfaceId);
      return countsIn(await records.get(tenant, COLLECTION, interfaceId));
    },
    async close() {
      isClosed = true;
      cancelTimer?.();
      // What could not be written waits again.
      await last.catch(() => undefined);
      await writeAll();
      await last;
    },
  };
}

function countsIn(value: JsonValue): InterfaceCounts {
  return value === null ? NO_COUNTS : (value as unknown as InterfaceCounts);
}
