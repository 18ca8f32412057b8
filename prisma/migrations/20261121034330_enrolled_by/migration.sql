-- AlterTable
ALTER TABLE "workflow_enrolment" ADD COLUMN     "created_by_key_id" UUID;
