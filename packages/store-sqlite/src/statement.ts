/** A prepared statement, as much of it as is used here. */
export interface Statement<P extends unknown[], R> {
  get(...params: P): R | undefined;
  all(...params: P): R[];
  run(...params: P): { readonly lastInsertRowid: number | bigint; readonly changes: number };
}
