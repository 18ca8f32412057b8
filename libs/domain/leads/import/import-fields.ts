interface ImportFieldRule {
  /** Names a column may have for it, besides its own; compared without case, spaces and signs. */
  names: string[];
  /** Longest text, in characters. */
  max?: number;
}

/** What a column can be read as. */
export const importFields = {
  name: {
    names: ['full name', 'contact', 'contact name', 'lead name', 'lead', 'client', 'client name'],
    max: 200,
  },
  firstName: { names: ['first', 'given name', 'nombre', 'forename'], max: 100 },
  lastName: { names: ['last', 'surname', 'family name', 'apellido'], max: 100 },
  email: { names: ['email address', 'mail', 'primary email', 'correo'] },
  phone: {
    names: [
      'phone number',
      'mobile',
      'mobile phone',
      'cell',
      'cell phone',
      'telephone',
      'tel',
      'primary phone',
    ],
  },
  company: { names: ['company name', 'organization', 'organisation', 'business', 'brokerage'], max: 200 },
  position: { names: ['job title', 'title', 'role'], max: 200 },
  city: { names: ['town'], max: 120 },
  state: { names: ['province', 'region', 'st'], max: 60 },
  country: { names: ['country code'], max: 60 },
  status: { names: ['lead status'] },
  score: { names: ['lead score'] },
  source: { names: ['lead source', 'origin'], max: 100 },
  value: { names: ['deal value', 'lead value'] },
  stage: { names: ['pipeline stage', 'lead stage'], max: 100 },
  timezone: { names: ['tz', 'iana time zone'] },
  emailConsent: { names: ['email opt in', 'email permission', 'email marketing'] },
  smsConsent: { names: ['sms opt in', 'text consent', 'sms permission', 'text opt in'] },
  doNotEmail: { names: ['no email', 'email opt out'] },
  doNotText: { names: ['no text', 'no sms', 'sms opt out'] },
  doNotCall: { names: ['no call', 'dnc'] },
  tags: { names: ['tag', 'labels', 'label', 'groups'] },
} as const satisfies Record<string, ImportFieldRule>;

export type ImportField = keyof typeof importFields;

/** Without one of these there is no lead. */
export const identityFields = ['name', 'firstName', 'lastName', 'email', 'phone'] as const;

export function isImportField(value: string): value is ImportField {
  return Object.hasOwn(importFields, value);
}
