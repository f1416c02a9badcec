// A thread of its own, with a connection of its own, that runs prepared statements in transactions.
// It imports nothing of this package, so that it also runs from its source.
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** The index of a statement, and the values that it is run with. */
export type BoundStatement = readonly [statement: number, ...values: (string | number)[]];

/** What belongs together: each statement must change exactly one row, or none is run. */
export type BoundWrite = readonly BoundStatement[];

export interface WriteThreadData {
  readonly file: string;
  readonly pragmas: readonly string[];
  readonly statements: readonly string[];
}

/** Writes for one transaction. */
export interface WriteGroup {
  /** Once a group was not written, nor is any other of its round: they came after it. */
  readonly round: number;
  readonly writes: readonly BoundWrite[];
}

/** What the thread is sent: writes, or word that there will be none. */
export type ToWriteThread = WriteGroup | 'close';

/** The answer to the oldest groups without one: either all of them are durable, or nothing is. */
export interface FromWriteThread {
  readonly groups: number;
  readonly isWritten: boolean;
}

/** So many writes share one transaction at most, unless one group alone has more. */
const MAX_WRITES = 256;

if (parentPort === null) throw new Error('This is the program of a thread.');
const port = parentPort;
const { file, pragmas, statements: texts } = workerData as WriteThreadData;
const database = new Database(file, { fileMustExist: true });
for (const pragma of pragmas) database.pragma(pragma);
const begin = database.prepare('BEGIN IMMEDIATE');
const commit = database.prepare('COMMIT');
const statements = texts.map((text) => database.prepare<(string | number)[]>(text));

let refusedRound = -1;

port.on('message', (message: ToWriteThread) => {
  const groups: WriteGroup[] = [];
  let writes = 0;
  let next: ToWriteThread | undefined = message;
  // What has come in the meantime shares the flush.
  while (next !== undefined && next !== 'close') {
    groups.push(next);
    writes += next.writes.length;
    next = writes < MAX_WRITES ? received() : undefined;
  }
  if (groups.length > 0) {
    const answer: FromWriteThread = { groups: groups.length, isWritten: isWritten(groups) };
    port.postMessage(answer);
  }
  if (next !== 'close') return;
  database.close();
  port.close();
});

function received(): ToWriteThread | undefined {
  return receiveMessageOnPort(port)?.message as ToWriteThread | undefined;
}

/** COMMIT returns when the group is durable. Why one is not written is found out by who sent it. */
function isWritten(groups: readonly WriteGroup[]): boolean {
  if (groups.some(({ round }) => round === refusedRound)) return false;
  try {
    begin.run();
    for (const { writes } of groups) {
      for (const write of writes) {
        for (const [statement, ...values] of write) {
          if (statements[statement]?.run(...values).changes !== 1) throw new Error('It does not fit.');
        }
      }
    }
    commit.run();
    return true;
  } catch {
    refusedRound = groups.at(-1)?.round ?? refusedRound;
    // Its sender runs all of it again on its own connection, and sees the error there.
    if (database.inTransaction) database.exec('ROLLBACK');
    return false;
  }
}
