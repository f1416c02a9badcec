import type { Migration } from './migration.js';

/** Replaces a record while its text still is `p_expected`. */
export const replaceRecord: Migration = {
  version: 7,
  sql: (schema) => `
    CREATE FUNCTION ${schema}.replace_record(
      p_tenant text, p_collection text, p_id text, p_expected text, p_value text
    ) RETURNS boolean LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM ${schema}.durable();
      UPDATE ${schema}.records r SET value = p_value
        WHERE r.tenant = p_tenant AND r.collection = p_collection AND r.id = p_id
          AND r.value = p_expected;
      RETURN FOUND;
    END
    $$;
  `,
};
