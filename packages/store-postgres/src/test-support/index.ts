// For the tests of the packages above: an entry of the workspace, which is not published.
export { databaseClock, following } from './test-clock.js';
export {
  databaseUrl as postgresUrl,
  dropSchema,
  newSchemaName,
  skipReason as withoutPostgres,
} from './test-database.js';
