import type pg from 'pg';

/** Texts that are the program's own words, not a person's: by column, or by table and column. */
const codes = new Set([
  ...[
    'action',
    'appointment_reminder.reason',
    'band',
    'category',
    'cause',
    'channel',
    'checksum',
    'classified',
  ],
  ...[
    'code',
    'color',
    'content_type',
    'custom_field.type',
    'dedupe_key',
    'direction',
    'email_consent',
    'encoding',
  ],
  ...[
    'end_reason',
    'entered_via',
    'error_code',
    'event_id',
    'key',
    'kind',
    'last_direction',
    'last4',
    'local_time',
  ],
  ...[
    'next_date',
    'node_id',
    'on_duplicate',
    'outcome',
    'part',
    'permission',
    'prefix',
    'previous_hash',
    'priority',
  ],
  ...[
    'provider',
    'provider_id',
    'purpose',
    'queue',
    'quiet_hours',
    'reason',
    'recipient',
    'request_hash',
    'resolution',
  ],
  ...[
    'response',
    'revoked_reason',
    'route',
    'routing_rule.hours',
    'running',
    'scope',
    'secret',
    'secret_hash',
    'signal',
    'slot',
    'sms_consent',
  ],
  ...[
    'source_kind',
    'state',
    'status',
    'strategy',
    'timezone',
    'timezone_source',
    'token_hash',
    'trigger_type',
    'type',
    'user_agent',
  ],
  ...['variant', 'via', 'wait_event', 'webhook_key', 'zone', 'hours_zone', 'account_ref', 'cap_group'],
  ...['avatar.name', 'consent_record.source', 'domain_event.name', 'job.name', 'opt_out_review.address'],
  ...['inbound_message.to_address', 'message_content.from_address', 'lead_import_issue.column'],
]);

interface Column {
  table: string;
  column: string;
}

/** Tables with rows of teams. */
export async function teamTables(admin: pg.Pool): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'team_id'
     WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** What has no row of the team, and texts of people in which its mark stands nowhere. */
export async function unmarked(
  admin: pg.Pool,
  { teamId, canary }: { teamId: string; canary: string },
): Promise<{ tables: string[]; texts: Column[] }> {
  const tables = await teamTables(admin);
  const { rows: columns } = await admin.query<Column>(
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns
     WHERE table_schema = 'public' AND data_type = 'text' AND table_name = ANY ($1) ORDER BY 1, 2`,
    [tables],
  );
  const byTable = Map.groupBy(
    columns.filter(({ table, column }) => !codes.has(column) && !codes.has(`${table}.${column}`)),
    ({ table }) => table,
  );
  const empty: string[] = [];
  const texts: Column[] = [];
  for (const table of tables) {
    const names = (byTable.get(table) ?? []).map(({ column }) => column);
    const marks = names.map((name) => `bool_or("${name}" ILIKE $2) AS "${name}"`);
    const {
      rows: [found],
    } = await admin.query<Record<string, unknown>>(
      `SELECT ${['count(*)::int AS "rows of the team"', ...marks].join(', ')} FROM "${table}"
       WHERE team_id = $1 ${marks.length === 0 ? 'AND $2::text IS NOT NULL' : ''}`,
      [teamId, `%${canary}%`],
    );
    if (found!['rows of the team'] === 0) empty.push(table);
    else texts.push(...names.filter((name) => !found![name]).map((column) => ({ table, column })));
  }
  return { tables: empty, texts };
}

/** Writes the mark into every text of people that is still empty. */
export async function markTheRest(admin: pg.Pool, team: { teamId: string; canary: string }): Promise<void> {
  const { texts } = await unmarked(admin, team);
  for (const { table, column } of texts)
    await admin.query(
      `UPDATE "${table}" SET "${column}" = $2 WHERE team_id = $1 AND coalesce("${column}", '') = ''`,
      [team.teamId, team.canary],
    );
}
