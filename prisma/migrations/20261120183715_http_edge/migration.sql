-- CreateTable
CREATE TABLE "rate_limit" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);


-- Counters are worth less than the disk writes they would cost. No role below the login role needs them.
ALTER TABLE rate_limit SET UNLOGGED;

-- Old answers are removed for all teams at once.
CREATE POLICY every_team_prune ON idempotency_record TO brickwork_system USING (created_at < now() - interval '24 hours');
GRANT SELECT, DELETE ON idempotency_record TO brickwork_system;
