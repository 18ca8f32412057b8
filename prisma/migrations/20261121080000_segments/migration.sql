-- CreateTable
CREATE TABLE "segment" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "definition" JSONB NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "segment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "segment_use" (
    "team_id" UUID NOT NULL,
    "segment_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "used_by_id" UUID NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "segment_use_pkey" PRIMARY KEY ("segment_id","kind","used_by_id")
);

-- CreateIndex
CREATE INDEX "segment_team_id_id_idx" ON "segment"("team_id", "id" DESC);

-- CreateIndex
CREATE INDEX "segment_use_team_id_kind_used_by_id_idx" ON "segment_use"("team_id", "kind", "used_by_id");

-- AddForeignKey
ALTER TABLE "segment_use" ADD CONSTRAINT "segment_use_segment_id_fkey" FOREIGN KEY ("segment_id") REFERENCES "segment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE UNIQUE INDEX segment_name ON segment (team_id, lower(name));
ALTER TABLE segment_use ADD CONSTRAINT segment_use_kind_known CHECK (kind IN ('campaign', 'workflow'));
SELECT brickwork_protect('segment');
SELECT brickwork_protect('segment_use');

-- Upper case beyond ASCII, whatever the locale of the database: with "C" (the embedded Postgres) lower() alone leaves É as it is.
DO $$
DECLARE folding text := (
  SELECT format('COLLATE %I', collname) FROM pg_collation
  WHERE collname IN ('pg_c_utf8', 'und-x-icu') AND collnamespace = 'pg_catalog'::regnamespace
    AND collencoding IN (-1, (SELECT encoding FROM pg_database WHERE datname = current_database()))
  ORDER BY collname LIMIT 1);
BEGIN
  EXECUTE format(
    'CREATE FUNCTION brickwork_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $f$ SELECT lower(btrim(value) %s) $f$',
    coalesce(folding, ''));
END $$;

-- Who clicked lately. Of all that is heard of a message a click is the rarest; openings keep off the indexes (see message_hot_updates).
CREATE INDEX message_clicked ON message (team_id, clicked_at, lead_id) WHERE clicked_at IS NOT NULL;
