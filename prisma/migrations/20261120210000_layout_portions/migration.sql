-- CreateTable
CREATE TABLE "message_layout" (
    "source_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "frozen" JSONB NOT NULL,

    CONSTRAINT "message_layout_pkey" PRIMARY KEY ("source_id")
);

-- CreateTable
CREATE TABLE "audience_part" (
    "team_id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "part" INTEGER NOT NULL,
    "size" INTEGER NOT NULL,
    "lead_ids" UUID[],

    CONSTRAINT "audience_part_pkey" PRIMARY KEY ("source_id","part")
);

-- Ids hardly compress, and every part is written and read once.
ALTER TABLE audience_part ALTER COLUMN lead_ids SET STORAGE EXTERNAL;
SELECT brickwork_protect('audience_part');
SELECT brickwork_protect('message_layout');

-- Recovery leaves alone what is still being laid out.
CREATE POLICY recovery_read ON audience_part FOR SELECT TO brickwork_system USING (true);
GRANT SELECT (source_id) ON audience_part TO brickwork_system;

-- Keys are only compared for equality: by bytes, whatever the language of the database.
ALTER TABLE message ALTER COLUMN dedupe_key TYPE text COLLATE "C";
ALTER TABLE job ALTER COLUMN dedupe_key TYPE text COLLATE "C";

-- Postgres 18 makes these ids itself, in less than half the time.
DO $$
BEGIN
  IF to_regprocedure('uuidv7()') IS NOT NULL THEN
    CREATE OR REPLACE FUNCTION brickwork_uuid7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS 'SELECT uuidv7()';
  END IF;
END $$;
