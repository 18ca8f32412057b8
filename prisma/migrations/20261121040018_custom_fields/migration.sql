-- CreateTable
CREATE TABLE "custom_field" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "options" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "deleted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "custom_field_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lead_custom_value" (
    "team_id" UUID NOT NULL,
    "lead_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "text" TEXT COLLATE "C" NOT NULL,
    "number" DOUBLE PRECISION,

    CONSTRAINT "lead_custom_value_pkey" PRIMARY KEY ("lead_id","key","text")
);

-- CreateIndex
CREATE UNIQUE INDEX "custom_field_team_id_key_key" ON "custom_field"("team_id", "key");

-- CreateIndex
CREATE INDEX "lead_custom_value_team_id_key_text_lead_id_idx" ON "lead_custom_value"("team_id", "key", "text", "lead_id");

ALTER TABLE custom_field ADD CONSTRAINT custom_field_type_known
  CHECK (type IN ('text', 'number', 'date', 'boolean', 'select', 'multi_select', 'url'));
CREATE INDEX lead_custom_number ON lead_custom_value (team_id, key, number, lead_id) WHERE number IS NOT NULL;

SELECT brickwork_protect('custom_field');
SELECT brickwork_protect('lead_custom_value');

-- Why a table beside the JSON: neither `@>` nor `->>` is leakproof, so that under row-level security no index on the JSON would ever be
-- used for a filter; and a range of numbers has no GIN index at all. Equality and order of text and float8 are leakproof.

-- What of a stored value can be looked for. A number has no text: among the texts it would spoil the planner's idea of a range of days.
-- What does not fit the type (it was there before the definition) cannot.
CREATE FUNCTION brickwork_custom_values(type text, value jsonb) RETURNS TABLE (text text, number float8)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT '', written::float8 FROM (SELECT value #>> '{}' AS written) AS one
    WHERE type = 'number' AND written ~ '^-?[0-9]{1,30}([.][0-9]{1,30})?$'
  UNION ALL
  SELECT left(value #>> '{}', 10), NULL WHERE type = 'date' AND value #>> '{}' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
  UNION ALL
  SELECT lower(value #>> '{}'), NULL WHERE type = 'boolean' AND lower(value #>> '{}') IN ('true', 'false')
  UNION ALL
  SELECT lower(left(btrim(value #>> '{}'), 200)), NULL
    WHERE type IN ('text', 'select', 'url') AND jsonb_typeof(value) = 'string' AND btrim(value #>> '{}') <> ''
  UNION ALL
  SELECT DISTINCT lower(left(btrim(choice), 200)), NULL::float8 FROM regexp_split_to_table(value #>> '{}', ';') AS choice
    WHERE type = 'multi_select' AND jsonb_typeof(value) = 'string' AND btrim(choice) <> ''
$$;

-- Held shared by who writes leads of a team, alone by who changes what its fields are.
CREATE FUNCTION brickwork_custom_lock(team uuid) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT hashtextextended(team::text, 7301) $$;

-- New leads by the statement, for an import brings five hundred in one.
CREATE FUNCTION brickwork_index_new_custom_values() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(brickwork_custom_lock(team_id))
    FROM (SELECT DISTINCT team_id FROM fresh WHERE custom_fields <> '{}') AS team;
  IF NOT FOUND THEN RETURN NULL; END IF;
  INSERT INTO lead_custom_value (team_id, lead_id, key, text, number)
    SELECT fresh.team_id, fresh.id, field.key, value.text, value.number
    FROM fresh JOIN custom_field field ON field.team_id = fresh.team_id AND field.deleted_at IS NULL
      CROSS JOIN LATERAL brickwork_custom_values(field.type, fresh.custom_fields -> field.key) AS value
    WHERE fresh.custom_fields <> '{}'
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER lead_index_new_custom_values AFTER INSERT ON lead REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION brickwork_index_new_custom_values();

CREATE FUNCTION brickwork_index_changed_custom_values() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(brickwork_custom_lock(NEW.team_id));
  DELETE FROM lead_custom_value WHERE lead_id = NEW.id;
  INSERT INTO lead_custom_value (team_id, lead_id, key, text, number)
    SELECT NEW.team_id, NEW.id, field.key, value.text, value.number
    FROM custom_field field
      CROSS JOIN LATERAL brickwork_custom_values(field.type, NEW.custom_fields -> field.key) AS value
    WHERE field.team_id = NEW.team_id AND field.deleted_at IS NULL
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER lead_index_changed_custom_values AFTER UPDATE OF custom_fields ON lead FOR EACH ROW
  WHEN (OLD.custom_fields IS DISTINCT FROM NEW.custom_fields) EXECUTE FUNCTION brickwork_index_changed_custom_values();

-- No foreign key: its check would lock leads while a field is being defined, against writers that wait for the definition.
CREATE FUNCTION brickwork_forget_custom_values() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM lead_custom_value WHERE lead_id = OLD.id;
  RETURN NULL;
END $$;
CREATE TRIGGER lead_forget_custom_values AFTER DELETE ON lead FOR EACH ROW
  WHEN (OLD.custom_fields <> '{}') EXECUTE FUNCTION brickwork_forget_custom_values();
