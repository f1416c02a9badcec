import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test-support/temporary-folder.js';
import { MIGRATIONS, migrate, SCHEMA_VERSION, schemaVersion } from './migrate.js';

const FIRST = { version: 1, sql: 'CREATE TABLE first (id INTEGER PRIMARY KEY) STRICT' };
const SECOND = {
  version: 2,
  sql: 'ALTER TABLE first ADD COLUMN name TEXT; INSERT INTO first (id, name) VALUES (1, NULL)',
};

describe('migrations', () => {
  let database: Database.Database;
  beforeEach(() => {
    database = new Database(join(temporaryFolder(), 'test.db'));
  });
  afterEach(() => {
    database.close();
  });

  it('run in order and once', () => {
    migrate(database, [FIRST, SECOND]);
    migrate(database, [FIRST, SECOND]);
    expect(schemaVersion(database)).toBe(2);
    expect(database.prepare('SELECT * FROM first').all()).toEqual([{ id: 1, name: null }]);
  });

  it('bring an older file up to date and keep what is in it', () => {
    migrate(database, [FIRST]);
    database.exec('INSERT INTO first (id) VALUES (7)');
    migrate(database, [FIRST, SECOND]);
    expect(database.prepare('SELECT id FROM first ORDER BY id').pluck().all()).toEqual([1, 7]);
  });

  it('undo a step that fails, with its version, and go on from there later', () => {
    const broken = { version: 2, sql: `${SECOND.sql}; INSERT INTO nowhere VALUES (1)` };
    expect(() => migrate(database, [FIRST, broken])).toThrow(/nowhere/);
    expect(schemaVersion(database)).toBe(1);
    expect(database.prepare('SELECT * FROM first').all()).toEqual([]);
    migrate(database, [FIRST, SECOND]);
    expect(schemaVersion(database)).toBe(2);
  });

  it('of this package are in ascending order and end at its schema version', () => {
    const versions = MIGRATIONS.map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, index) => index + 1));
    expect(SCHEMA_VERSION).toBe(versions.length);
    migrate(database);
    expect(schemaVersion(database)).toBe(SCHEMA_VERSION);
  });
});
