import type { Migration } from './migration.js';

/**
 * Where records are found beside their ids. The functions that write records take their keys too;
 * those without go, so that no node of an older version leaves keys that are not true any more.
 */
export const recordKeys: Migration = {
  version: 9,
  sql: (schema) => `
    CREATE TABLE ${schema}.record_keys (
      tenant text COLLATE "C" NOT NULL,
      collection text COLLATE "C" NOT NULL,
      key text COLLATE "C" NOT NULL,
      id text COLLATE "C" NOT NULL,
      PRIMARY KEY (tenant, collection, key, id)
    );
    CREATE INDEX record_keys_by_record ON ${schema}.record_keys (tenant, collection, id);

    CREATE FUNCTION ${schema}.set_record_keys(
      p_tenant text, p_collection text, p_id text, p_keys text[]
    ) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      DELETE FROM ${schema}.record_keys k
        WHERE k.tenant = p_tenant AND k.collection = p_collection AND k.id = p_id
          AND k.key <> ALL (p_keys);
      INSERT INTO ${schema}.record_keys (tenant, collection, key, id)
        SELECT p_tenant, p_collection, named.key, p_id FROM unnest(p_keys) AS named (key)
        ON CONFLICT DO NOTHING;
    END
    $$;

    DROP FUNCTION ${schema}.put_record(text, text, text, text);
    CREATE FUNCTION ${schema}.put_record(
      p_tenant text, p_collection text, p_id text, p_value text, p_keys text[]
    ) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM ${schema}.durable();
      INSERT INTO ${schema}.records (tenant, collection, id, value)
        VALUES (p_tenant, p_collection, p_id, p_value)
        ON CONFLICT (tenant, collection, id) DO UPDATE SET value = excluded.value;
      PERFORM ${schema}.set_record_keys(p_tenant, p_collection, p_id, p_keys);
    END
    $$;

    DROP FUNCTION ${schema}.create_record(text, text, text, text);
    CREATE FUNCTION ${schema}.create_record(
      p_tenant text, p_collection text, p_id text, p_value text, p_keys text[]
    ) RETURNS boolean LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM ${schema}.durable();
      INSERT INTO ${schema}.records (tenant, collection, id, value)
        VALUES (p_tenant, p_collection, p_id, p_value)
        ON CONFLICT DO NOTHING;
      IF NOT FOUND THEN
        RETURN false;
      END IF;
      PERFORM ${schema}.set_record_keys(p_tenant, p_collection, p_id, p_keys);
      RETURN true;
    END
    $$;

    DROP FUNCTION ${schema}.replace_record(text, text, text, text, text);
    CREATE FUNCTION ${schema}.replace_record(
      p_tenant text, p_collection text, p_id text, p_expected text, p_value text, p_keys text[]
    ) RETURNS boolean LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM ${schema}.durable();
      UPDATE ${schema}.records r SET value = p_value
        WHERE r.tenant = p_tenant AND r.collection = p_collection AND r.id = p_id
          AND r.value = p_expected;
      IF NOT FOUND THEN
        RETURN false;
      END IF;
      PERFORM ${schema}.set_record_keys(p_tenant, p_collection, p_id, p_keys);
      RETURN true;
    END
    $$;

    CREATE OR REPLACE FUNCTION ${schema}.delete_record(p_tenant text, p_collection text, p_id text)
    RETURNS boolean LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM ${schema}.durable();
      DELETE FROM ${schema}.records r
        WHERE r.tenant = p_tenant AND r.collection = p_collection AND r.id = p_id;
      IF NOT FOUND THEN
        RETURN false;
      END IF;
      PERFORM ${schema}.set_record_keys(p_tenant, p_collection, p_id, '{}');
      RETURN true;
    END
    $$;
  `,
};
