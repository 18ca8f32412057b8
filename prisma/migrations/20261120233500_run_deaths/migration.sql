-- AlterTable
ALTER TABLE "workflow_run" ADD COLUMN     "deaths" INTEGER NOT NULL DEFAULT 0;
