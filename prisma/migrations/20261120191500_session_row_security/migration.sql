-- A session names its team, so it stands behind row-level security like everything that does; only sign-in may see it.
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE session FORCE ROW LEVEL SECURITY;
CREATE POLICY any_session ON session TO brickwork_identity USING (true) WITH CHECK (true);
