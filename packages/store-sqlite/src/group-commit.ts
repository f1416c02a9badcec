import type { Database } from 'better-sqlite3';

/** So many writes share one flush at most: it bounds how long the event loop stands still. */
const MAX_GROUP = 256;

export interface GroupCommit {
  /**
   * Runs `work` inside a transaction soon, and resolves with what it returned once that
   * transaction is durable. Works run in the order of the calls. What `work` throws rolls back its
   * own writes and nobody else's. It may run again after a rollback, so it changes nothing but the
   * database.
   */
  write<T>(work: () => T): Promise<T>;
  /** Commits all that waits, before it returns. */
  flush(): void;
}

interface Write {
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: a flush to the disk takes far longer than a write to the log, so all writes that
 * arrive while one flush is running, or in the same turn of the event loop, share the next one.
 */
export function createGroupCommit(database: Database): GroupCommit {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');
  let waiting: Write[] = [];
  let scheduled = false;

  /** Nothing is acknowledged before COMMIT has returned: with `synchronous = FULL` it has flushed. */
  const commitTogether = (group: readonly Write[]): void => {
    try {
      begin.run();
    } catch (error) {
      for (const write of group) write.reject(error);
      return;
    }
    let results: unknown[];
    try {
      results = group.map(({ work }) => work());
      commit.run();
    } catch (error) {
      undo(group, error);
      return;
    }
    for (const [index, write] of group.entries()) write.resolve(results[index]);
  };

  /** One write fails alone; of several, each is tried again alone, so that only the guilty fail. */
  const undo = (group: readonly Write[], error: unknown): void => {
    try {
      // Some errors, such as a full disk, have already rolled the transaction back.
      if (database.inTransaction) rollback.run();
    } catch (rollbackError) {
      for (const write of group) write.reject(rollbackError);
      return;
    }
    if (group.length === 1) group[0]?.reject(error);
    else for (const write of group) commitTogether([write]);
  };

  const commitNext = (): void => {
    const group = waiting.slice(0, MAX_GROUP);
    waiting = waiting.slice(MAX_GROUP);
    if (group.length > 0) commitTogether(group);
  };

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      commitNext();
      if (waiting.length > 0) schedule();
    });
  };

  return {
    write: <T>(work: () => T) =>
      new Promise<T>((resolve, reject) => {
        // The result of `work` comes back to its own promise, so the type holds.
        waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
        schedule();
      }),
    flush() {
      while (waiting.length > 0) commitNext();
    },
  };
}
