-- AlterTable
ALTER TABLE "workflow_hook" ADD COLUMN     "previous_hash" TEXT,
ADD COLUMN     "previous_until" TIMESTAMPTZ(3),
ADD COLUMN     "previous_used_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "workflow_signing" (
    "team_id" UUID NOT NULL,
    "generation" INTEGER NOT NULL,
    "previous_until" TIMESTAMPTZ(3),
    "rotated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workflow_signing_pkey" PRIMARY KEY ("team_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "workflow_hook_previous_hash_key" ON "workflow_hook"("previous_hash");

SELECT brickwork_protect('workflow_signing');
GRANT SELECT (previous_hash, previous_until) ON workflow_hook TO brickwork_system;
