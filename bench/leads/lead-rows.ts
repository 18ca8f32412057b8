/** Fictional leads, always the same: row `n` of any bench is one person. */
const firstNames = (
  'Ana Ben Carla Dev Elena Femi Grace Hugo Ines Jonas Kira Luis Mina Noah Olga Paul Quinn Rosa Sam Tara ' +
  'Uma Victor Wendy Xavier Yara Zoe Amir Bella Cyrus Dana Ezra Flora Gavin Hana Isaac Jade Keith Lena Marco Nadia'
).split(' ');
/** 520 names: about as many leads share a full name as in a real city. */
const lastNames =
  'Lop Benn Okaf Sing Nov Rey Lars Mor Itok Walsh Hadd Cost Young Bark Cord Dunn Eng Farr Gold Hart Iver Jans Kell Lind Marsh North'
    .split(' ')
    .flatMap((stem) =>
      'a en er ez by ford ham ell ing is land ley man mer o ski son ston ton wood'
        .split(' ')
        .map((end) => stem + end),
    );
const places = [
  ['Austin', 'TX', '512'],
  ['Denver', 'CO', '303'],
  ['Phoenix', 'AZ', '602'],
  ['Chicago', 'IL', '312'],
  ['Boston', 'MA', '617'],
  ['Seattle', 'WA', '206'],
] as const;
const sources = ['Website', 'Open House', 'Referral', 'Past Client', 'Zillow'];

const header =
  'First Name,Last Name,Email,Phone,City,State,Source,Budget,Property Interest,Email Consent,SMS Consent';

const pick = <T>(from: readonly T[], n: number): T => from[n % from.length]!;

/** An unused number: subscriber numbers 0000000–6999999 of an area code, none of them twice below 42 million rows. */
function phoneOf(n: number): string {
  const [, , area] = pick(places, n);
  return `+1${area}${String(2_000_000 + Math.floor(n / places.length)).padStart(7, '0')}`;
}

function emailOf(n: number): string {
  return `lead.${n}@bench.example`;
}

/** The CSV of `count` leads with the eleven columns of the demo file. */
export function leadCsv(count: number): string {
  const lines = [header];
  for (let n = 0; n < count; n += 1) {
    const [city, state] = pick(places, n);
    const cells = [
      pick(firstNames, n),
      pick(lastNames, n * 7 + 3),
      emailOf(n),
      phoneOf(n),
      city,
      state,
      pick(sources, n),
    ];
    lines.push([...cells, String(250_000 + (n % 500) * 1_000), '"3 bed, 2 bath"', 'yes', 'yes'].join(','));
  }
  return `${lines.join('\n')}\n`;
}

const sqlList = (values: readonly string[]) => `(ARRAY['${values.join(`','`)}'])`;

/** A number from 0 to `upTo` − 1 for row n that has nothing to do with the numbers of other columns. */
const scattered = (column: number, upTo: number) => `(hashint8(n * 16 + ${column}) & 1048575) % ${upTo}`;

/**
 * A statement that inserts leads `$2` to `$3` − 1 of team `$1` as one set: created one second apart, half of them assigned to
 * nobody, consent granted. Runs as the login role, past row-level security.
 */
export const insertLeads = `
  INSERT INTO lead (id, team_id, name, first_name, last_name, email, phone, company, city, state, status, score, source, stage,
    assigned_to_id, timezone, timezone_source, email_consent, sms_consent, created_at, updated_at)
  SELECT brickwork_uuid7(), $1::uuid, p.first || ' ' || p.last, p.first, p.last, lower(p.first || '.' || p.last) || '.' || n || '@bench.example',
    '+1' || ${sqlList(places.map(([, , area]) => area))}[1 + n % ${places.length}] || lpad((2000000 + n / ${places.length})::text, 7, '0'),
    CASE WHEN n % 3 = 0 THEN 'Company ' || n % 1000 END,
    ${sqlList(places.map(([city]) => city))}[1 + n % ${places.length}], ${sqlList(places.map(([, state]) => state))}[1 + n % ${places.length}],
    (ARRAY['NEW','NEW','NEW','CONTACTED','CONTACTED','QUALIFIED','PROPOSAL','NEGOTIATION','WON','LOST'])[1 + ${scattered(1, 10)}],
    ${scattered(2, 100)}, ${sqlList(sources)}[1 + ${scattered(3, sources.length)}],
    (ARRAY['new','viewing','offer','closing'])[1 + ${scattered(4, 4)}],
    CASE WHEN ${scattered(5, 2)} = 0 THEN md5('agent' || n % 20)::uuid END,
    'America/Chicago', 'given', 'granted', 'granted',
    now() - n * interval '1 second', now() - ${scattered(6, 1_000_000)} * interval '1 second'
  FROM generate_series($2::bigint, $3::bigint - 1) AS n, LATERAL (
    SELECT ${sqlList(firstNames)}[1 + ${scattered(7, firstNames.length)}] AS first,
      ${sqlList(lastNames)}[1 + ${scattered(8, lastNames.length)}] AS last) AS p`;
