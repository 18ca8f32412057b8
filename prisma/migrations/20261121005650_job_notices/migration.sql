-- CreateTable
CREATE TABLE "job_notice" (
    "id" UUID NOT NULL,
    "job_ids" UUID[],
    "held_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "job_notice_pkey" PRIMARY KEY ("id")
);

-- Ids alone: every team writes its own, only the cross-team role reads, renews and deletes them.
GRANT INSERT ON job_notice TO brickwork_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON job_notice TO brickwork_system;
-- A few rows that live for milliseconds: swept by number, for a share of nothing is nothing.
ALTER TABLE job_notice SET (fillfactor = 70, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0);
