import type { Database } from 'better-sqlite3';
import { ThreadWriter } from './thread-writer.js';
import type { BoundWrite, WriteThreadData } from './write-thread.js';

/** So many writes share one flush at most: it bounds how long the event loop stands still. */
const MAX_GROUP = 256;
/** From so many on it pays to hand a group to another thread, and to go on deciding meanwhile. */
const THREAD_GROUP = 16;
/** So many are handed over at once, without waiting for more of the same turn of the event loop. */
const FULL_GROUP = 32;
/** So many groups are committed in one turn of the event loop at most: everything else gets its turn. */
const GROUPS_A_TURN = 8;

/** A write in a form that another thread can run. */
export interface BoundForm<T> {
  /**
   * The statements, bound when they are about to be run; `null` when they would not do what the work
   * does. They check for themselves that nothing has changed: what does not fit is run as work.
   */
  bind(): BoundWrite | null;
  /** What the work returns if the statements fit. */
  readonly result: T;
}

export interface GroupCommit {
  /**
   * Runs `work` inside a transaction soon, and resolves with what it returned once that
   * transaction is durable. Works run in the order of the calls. What `work` throws rolls back its
   * own writes and nobody else's. It may run again after a rollback, so it changes nothing but the
   * database.
   */
  write<T>(work: () => T, bound?: BoundForm<T>): Promise<T>;
  /** Runs `work` outside a transaction, in its turn, while nothing else is being written. */
  alone<T>(work: () => T): Promise<T>;
  /** Commits all that waits and ends the other thread. Nothing may be written from now on. */
  close(): Promise<void>;
}

interface Write {
  readonly work: () => unknown;
  readonly isAlone: boolean;
  readonly bound: BoundForm<unknown> | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: a flush to the disk takes far longer than a write to the log, so all writes that
 * arrive while one flush is running, or in the same turn of the event loop, share the next one.
 *
 * Few are written at once, by the thread that everything else runs on: to wake another takes longer
 * than to write them. Many go to a thread of their own, as far as they have a bound form. Only one
 * of the two writes at a time, and the order of the calls is kept between them.
 */
export function createGroupCommit(
  database: Database,
  thread: WriteThreadData,
  onThreadLost: (error: Error) => void,
): GroupCommit {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');
  const statements = thread.statements.map((text) => database.prepare<(string | number)[]>(text));
  let waiting: Write[] = [];
  let scheduled = false;
  /** Groups that the thread has not answered, the oldest first. */
  let sent: (readonly Write[])[] = [];
  /** Of groups that did not fit, the oldest first: they go before all that waits. */
  let unfit: Write[] = [];
  let onDrained: (() => void) | null = null;

  const writer = new ThreadWriter(thread, {
    onAnswer(groups, isWritten) {
      const writes = sent.slice(0, groups).flat();
      sent = sent.slice(groups);
      if (isWritten) for (const { resolve, bound } of writes) resolve(bound?.result);
      // One of them does not fit, or the disk failed: run as work, each shows which and why.
      else unfit.push(...writes.map((write) => ({ ...write, bound: undefined })));
      if (sent.length === 0 && unfit.length > 0) {
        waiting = [...unfit, ...waiting];
        unfit = [];
      }
      if (waiting.length > 0) schedule();
      else if (sent.length === 0) onDrained?.();
    },
    onLost(error) {
      const writes = sent.flat();
      sent = [];
      waiting = [...unfit, ...waiting];
      unfit = [];
      for (const { reject } of writes) reject(error);
      onThreadLost(error);
      schedule();
    },
  });

  const runWork = ({ work }: Write): unknown => work();

  /** By its bound form, which asks for nothing that its statements check by themselves. */
  const runBound = ({ work, bound }: Write): unknown => {
    const write = bound?.bind() ?? null;
    if (write === null) return work();
    for (const [statement, ...values] of write) {
      if (statements[statement]?.run(...values).changes !== 1) throw new Error('It does not fit.');
    }
    return bound?.result;
  };

  /** Nothing is acknowledged before COMMIT has returned: with `synchronous = FULL` it has flushed. */
  const commitTogether = (group: readonly Write[], run: (write: Write) => unknown): void => {
    try {
      begin.run();
    } catch (error) {
      for (const write of group) write.reject(error);
      return;
    }
    let results: unknown[];
    try {
      results = group.map(run);
      commit.run();
    } catch (error) {
      undo(group, run, error);
      return;
    }
    for (const [index, write] of group.entries()) write.resolve(results[index]);
  };

  /**
   * What does not fit, or fails, is found out by its work. One write fails alone; of several, each
   * is tried again alone, so that only the guilty fail.
   */
  const undo = (group: readonly Write[], run: (write: Write) => unknown, error: unknown): void => {
    try {
      // Some errors, such as a full disk, have already rolled the transaction back.
      if (database.inTransaction) rollback.run();
    } catch (rollbackError) {
      for (const write of group) write.reject(rollbackError);
      return;
    }
    if (run === runBound) commitTogether(group, runWork);
    else if (group.length === 1) group[0]?.reject(error);
    else for (const write of group) commitTogether([write], runWork);
  };

  const runAlone = ({ work, resolve, reject }: Write): void => {
    try {
      resolve(work());
    } catch (error) {
      reject(error);
    }
  };

  /** Hands the first of those that wait to the thread, as many as have a bound form. */
  const send = (): void => {
    // What comes now comes after what did not fit, which is written here.
    if (unfit.length > 0) return;
    const group: Write[] = [];
    const writes: BoundWrite[] = [];
    for (const write of waiting.slice(0, MAX_GROUP)) {
      const bound = write.bound?.bind() ?? null;
      if (bound === null) break;
      group.push(write);
      writes.push(bound);
    }
    if (group.length === 0) return;
    waiting = waiting.slice(group.length);
    sent.push(group);
    writer.send(writes);
  };

  const commitNext = (): void => {
    if (writer.isUsable && (writer.isBusy || waiting.length >= THREAD_GROUP)) send();
    // What is left goes on when the thread has answered.
    if (writer.isBusy || waiting.length === 0) return;
    const first = waiting.findIndex(({ isAlone }) => isAlone);
    const end = first < 0 ? MAX_GROUP : Math.min(first, MAX_GROUP);
    const group = waiting.slice(0, Math.max(end, 1));
    waiting = waiting.slice(group.length);
    if (group[0]?.isAlone) runAlone(group[0]);
    else commitTogether(group, runBound);
  };

  /** Whoever writes again as soon as it is acknowledged need not wait for the event loop each time. */
  const commitInTurn = (left: number): void => {
    commitNext();
    if (left <= 1) return;
    // A tick that is asked for by a microtask comes after all that whoever was answered does at once.
    queueMicrotask(() => {
      process.nextTick(() => {
        if (waiting.length > 0) commitInTurn(left - 1);
      });
    });
  };

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      commitInTurn(GROUPS_A_TURN);
      if (waiting.length > 0 && !writer.isBusy) schedule();
      else if (waiting.length === 0 && !writer.isBusy) onDrained?.();
    });
  };

  const add = <T>(work: () => T, isAlone: boolean, bound: BoundForm<T> | undefined): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      // The result of `work` comes back to its own promise, so the type holds.
      waiting.push({ work, isAlone, bound, resolve: resolve as (value: unknown) => void, reject });
      if (waiting.length >= FULL_GROUP && writer.isUsable) send();
      if (waiting.length > 0) schedule();
    });

  return {
    write: (work, bound) => add(work, false, bound),
    alone: (work) => add(work, true, undefined),
    async close() {
      if (waiting.length > 0 || writer.isBusy) {
        await new Promise<void>((resolve) => {
          onDrained = resolve;
        });
      }
      await writer.close();
    },
  };
}
