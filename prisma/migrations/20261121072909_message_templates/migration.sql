-- AlterTable
ALTER TABLE "campaign" ADD COLUMN     "template_id" UUID,
ADD COLUMN     "template_version" INTEGER;

-- CreateTable
CREATE TABLE "message_template" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "category" TEXT,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "message_template_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message_template_version" (
    "template_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "team_id" UUID NOT NULL,
    "subject" TEXT,
    "preview_text" TEXT,
    "html" TEXT,
    "text" TEXT NOT NULL,
    "fields" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "restored_from" INTEGER,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "message_template_version_pkey" PRIMARY KEY ("template_id","number")
);

-- CreateTable
CREATE TABLE "template_use" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "template_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "template_use_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "template_holder" (
    "template_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "holder_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "template_holder_pkey" PRIMARY KEY ("template_id","kind","holder_id")
);

-- CreateIndex
CREATE INDEX "message_template_team_id_channel_id_idx" ON "message_template"("team_id", "channel", "id" DESC);

-- CreateIndex
CREATE INDEX "template_use_template_id_team_id_kind_used_at_idx" ON "template_use"("template_id", "team_id", "kind", "used_at");

-- CreateIndex
CREATE INDEX "template_holder_holder_id_kind_idx" ON "template_holder"("holder_id", "kind");

-- AddForeignKey
ALTER TABLE "message_template_version" ADD CONSTRAINT "message_template_version_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "message_template"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "template_holder" ADD CONSTRAINT "template_holder_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "message_template"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE message_template ADD CONSTRAINT message_template_channel_known CHECK (channel IN ('EMAIL', 'SMS'));
ALTER TABLE template_use ADD CONSTRAINT template_use_kind_known CHECK (kind IN ('campaign', 'workflow', 'message'));
ALTER TABLE template_holder ADD CONSTRAINT template_holder_kind_known CHECK (kind IN ('campaign', 'workflow'));

SELECT brickwork_protect(name)
  FROM unnest(ARRAY['message_template', 'message_template_version', 'template_use', 'template_holder']) AS name;
-- What was launched or published names a version: nobody rewrites one.
REVOKE UPDATE, DELETE ON message_template_version FROM brickwork_app;
REVOKE UPDATE, DELETE ON template_use FROM brickwork_app;
