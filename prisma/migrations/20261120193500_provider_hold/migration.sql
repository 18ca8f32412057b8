-- CreateTable
CREATE TABLE "provider_hold" (
    "team_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "provider_hold_pkey" PRIMARY KEY ("team_id","channel")
);

SELECT brickwork_protect('provider_hold');
