import { copyFileSync } from 'node:fs';
import Database from 'better-sqlite3';

/**
 * Copies a database as the end of its process leaves it in the middle of a transaction, while it is not
 * in the mode of the write-ahead log: half overwritten, with a journal of what was there before.
 */
export function copyInterrupted(file: string, to: string): void {
  const database = new Database(file);
  database.pragma('journal_mode = DELETE');
  // What does not fit into the cache is written before the transaction ends.
  database.pragma('cache_size = 1');
  database.exec(`BEGIN; UPDATE events SET json = replace(json, 'e', 'E')`);
  for (const suffix of ['', '-journal']) copyFileSync(`${file}${suffix}`, `${to}${suffix}`);
  database.exec('ROLLBACK');
  database.close();
}
