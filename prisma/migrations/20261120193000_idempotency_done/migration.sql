-- AlterTable
ALTER TABLE "idempotency_record" ADD COLUMN     "done_at" TIMESTAMPTZ(3);
