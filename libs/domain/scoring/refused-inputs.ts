/**
 * Scores and predictions decide whom an agent calls first. Inputs that stand for what the law protects are refused: docs/fair-scoring.md.
 * Fair Housing Act, 42 U.S.C. 3604: race, color, religion, sex, familial status, national origin, handicap. Equal Credit Opportunity
 * Act, 15 U.S.C. 1691(a): also marital status, age, income from public assistance. Words are whole words of a name; stems are found
 * inside words as well: `dateofbirth`, `familysize`.
 */
export const refusedInputs = {
  'where somebody lives': {
    stems: ['zipcode', 'postal', 'neighborhood', 'neighbourhood'],
    fields: ['city', 'state', 'timezone'],
    words: [
      ...[
        'zip',
        'zipcode',
        'postal',
        'postcode',
        'postalcode',
        'city',
        'town',
        'county',
        'state',
        'region',
        'district',
        'borough',
      ],
      ...[
        'neighborhood',
        'neighbourhood',
        'tract',
        'address',
        'street',
        'latitude',
        'longitude',
        'lat',
        'lng',
        'geo',
        'areacode',
      ],
      ...['timezone', 'country'],
    ],
  },
  'a name, a language or an origin': {
    stems: ['ethnic', 'nationalit', 'citizen', 'language'],
    fields: ['name', 'firstName', 'lastName'],
    words: [
      ...[
        'name',
        'firstname',
        'lastname',
        'surname',
        'language',
        'languages',
        'lang',
        'speaks',
        'accent',
        'nationality',
        'citizen',
      ],
      ...[
        'citizenship',
        'immigrant',
        'immigration',
        'visa',
        'origin',
        'birthplace',
        'race',
        'racial',
        'ethnic',
        'ethnicity',
        'tribe',
      ],
      ...[
        'spanish',
        'chinese',
        'korean',
        'vietnamese',
        'arabic',
        'hindi',
        'russian',
        'hispanic',
        'latino',
        'latina',
        'asian',
        'black',
      ],
    ],
  },
  religion: {
    stems: ['relig'],
    fields: [],
    words: [
      'religion',
      'religious',
      'faith',
      'church',
      'mosque',
      'synagogue',
      'temple',
      'parish',
      'christian',
      'jewish',
      'muslim',
    ],
  },
  'sex or gender': {
    stems: ['gender'],
    fields: [],
    words: [
      'sex',
      'gender',
      'male',
      'female',
      'pronoun',
      'pronouns',
      'orientation',
      'salutation',
      'mr',
      'mrs',
      'ms',
    ],
  },
  'family and marriage': {
    stems: ['famil', 'marital', 'married', 'spouse', 'pregnan', 'child'],
    fields: [],
    words: [
      ...[
        'family',
        'families',
        'familial',
        'marital',
        'married',
        'single',
        'divorced',
        'widowed',
        'spouse',
        'husband',
        'wife',
        'partner',
      ],
      ...[
        'kid',
        'kids',
        'child',
        'children',
        'baby',
        'pregnant',
        'pregnancy',
        'household',
        'school',
        'schools',
        'parent',
        'parents',
      ],
    ],
  },
  age: {
    stems: ['birth'],
    fields: [],
    words: [
      'age',
      'birth',
      'birthday',
      'birthdate',
      'dob',
      'born',
      'senior',
      'seniors',
      'elderly',
      'retired',
      'retirement',
      'generation',
    ],
  },
  disability: {
    stems: ['disab'],
    fields: [],
    words: [
      'disability',
      'disabled',
      'handicap',
      'handicapped',
      'wheelchair',
      'accessibility',
      'medical',
      'illness',
    ],
  },
  'where income comes from, and service': {
    stems: [],
    fields: [],
    words: ['voucher', 'section8', 'welfare', 'assistance', 'ssi', 'veteran', 'military'],
  },
} as const;

/** Why an input is refused, or null. `text` is the name of a field, or a value that a rule looks for. */
export function refusalOf(text: string): string | null {
  const words = wordsOf(text);
  for (const [reason, { fields, words: refused, stems }] of Object.entries(refusedInputs)) {
    if ((fields as readonly string[]).includes(text)) return reason;
    const found = (refused as readonly string[]).some((word) => words.includes(word));
    if (found) return reason;
    const joined = words.join('');
    if ((stems as readonly string[]).some((stem) => joined.includes(stem))) return reason;
  }
  return null;
}

function wordsOf(text: string): string[] {
  return text
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
