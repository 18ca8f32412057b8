-- CreateTable
CREATE TABLE "provider_account" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "account_ref" TEXT,
    "secret" TEXT NOT NULL,
    "last4" TEXT NOT NULL,
    "webhook_key" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "provider_account_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "provider_account_account_ref_idx" ON "provider_account"("account_ref");

-- CreateIndex
CREATE UNIQUE INDEX "provider_account_team_id_channel_key" ON "provider_account"("team_id", "channel");

ALTER TABLE provider_account ADD CONSTRAINT provider_account_channel_known CHECK (channel IN ('EMAIL', 'SMS'));
-- Open to the cross-team role as well: a webhook names an account before its team is known, and secrets are sealed anew for all teams.
SELECT brickwork_protect('provider_account', true);
