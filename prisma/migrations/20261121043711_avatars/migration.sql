-- CreateTable
CREATE TABLE "avatar" (
    "name" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "file_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "avatar_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "avatar_user_id_key" ON "avatar"("user_id");

-- AddForeignKey
ALTER TABLE "avatar" ADD CONSTRAINT "avatar_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- It names a team, so it stands behind row-level security; only sign-in's scope sees it.
ALTER TABLE avatar ENABLE ROW LEVEL SECURITY;
ALTER TABLE avatar FORCE ROW LEVEL SECURITY;
CREATE POLICY any_avatar ON avatar TO brickwork_identity USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON avatar TO brickwork_identity;
