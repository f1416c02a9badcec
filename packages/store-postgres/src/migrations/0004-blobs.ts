import type { Migration } from './migration.js';

/** Contents are kept as they are: most files are compressed already. */
export const blobs: Migration = {
  version: 4,
  sql: (schema) => `
    CREATE TABLE ${schema}.blobs (
      tenant text COLLATE "C" NOT NULL,
      hash text COLLATE "C" NOT NULL,
      content bytea NOT NULL,
      PRIMARY KEY (tenant, hash)
    );
    ALTER TABLE ${schema}.blobs ALTER COLUMN content SET STORAGE EXTERNAL;

    CREATE FUNCTION ${schema}.put_blob(p_tenant text, p_hash text, p_content bytea)
    RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM ${schema}.durable();
      INSERT INTO ${schema}.blobs (tenant, hash, content) VALUES (p_tenant, p_hash, p_content)
        ON CONFLICT (tenant, hash) DO NOTHING;
    END
    $$;

    CREATE FUNCTION ${schema}.delete_blob(p_tenant text, p_hash text)
    RETURNS boolean LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM ${schema}.durable();
      DELETE FROM ${schema}.blobs b WHERE b.tenant = p_tenant AND b.hash = p_hash;
      RETURN FOUND;
    END
    $$;

    CREATE FUNCTION ${schema}.create_record(
      p_tenant text, p_collection text, p_id text, p_value text
    ) RETURNS boolean LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM ${schema}.durable();
      INSERT INTO ${schema}.records (tenant, collection, id, value)
        VALUES (p_tenant, p_collection, p_id, p_value)
        ON CONFLICT (tenant, collection, id) DO NOTHING;
      RETURN FOUND;
    END
    $$;
  `,
};
