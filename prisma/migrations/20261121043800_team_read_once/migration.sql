-- A policy that calls brickwork_team() reads the setting again for every row and every look-up (0.35 µs each). As a sub-select it is
-- read once per statement (measured on 100,000 recipients: laying out 14.6 → 12.4 µs a row, what the gate asks 7.6 → 6.0 µs).
CREATE OR REPLACE FUNCTION brickwork_protect(table_name text, system_access boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
  EXECUTE format('DROP POLICY IF EXISTS own_team ON %I', table_name);
  EXECUTE format(
    'CREATE POLICY own_team ON %I TO brickwork_app
      USING (team_id = (SELECT brickwork_team())) WITH CHECK (team_id = (SELECT brickwork_team()))',
    table_name);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO brickwork_app', table_name);
  IF system_access THEN
    EXECUTE format('DROP POLICY IF EXISTS every_team ON %I', table_name);
    EXECUTE format('CREATE POLICY every_team ON %I TO brickwork_system USING (true) WITH CHECK (true)', table_name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO brickwork_system', table_name);
  END IF;
END $$;

DO $$
DECLARE p record;
BEGIN
  FOR p IN
    SELECT tablename, policyname, qual, with_check FROM pg_policies
    WHERE schemaname = current_schema() AND coalesce(qual, '') || coalesce(with_check, '') LIKE '%brickwork_team()%'
      AND coalesce(qual, '') || coalesce(with_check, '') NOT LIKE '%SELECT brickwork_team()%'
  LOOP
    IF p.qual IS NOT NULL THEN
      EXECUTE format('ALTER POLICY %I ON %I USING (%s)', p.policyname, p.tablename,
        replace(p.qual, 'brickwork_team()', '(SELECT brickwork_team())'));
    END IF;
    IF p.with_check IS NOT NULL THEN
      EXECUTE format('ALTER POLICY %I ON %I WITH CHECK (%s)', p.policyname, p.tablename,
        replace(p.with_check, 'brickwork_team()', '(SELECT brickwork_team())'));
    END IF;
  END LOOP;
END $$;
