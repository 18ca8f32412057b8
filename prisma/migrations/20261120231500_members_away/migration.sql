-- AlterTable
ALTER TABLE "app_user" ADD COLUMN     "away_until" TIMESTAMPTZ(3);

-- Leads are not handed to somebody who is away: the team's own work must see it.
GRANT SELECT (away_until) ON app_user TO brickwork_app;
