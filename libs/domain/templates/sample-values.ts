import type { CompiledTemplate } from './template';

const customPrefix = 'lead.custom.';

/** A lead that does not exist, for previews, estimates and test sends. */
export const sampleValues: Readonly<Record<string, string>> = {
  'lead.firstName': 'Maria',
  'lead.lastName': 'Alvarez',
  'lead.name': 'Maria Alvarez',
  'lead.email': 'maria.alvarez@example.com',
  'lead.phone': '+15125550142',
  'lead.company': 'Alvarez Design',
  'lead.position': 'Owner',
  'lead.city': 'Austin',
  'lead.state': 'TX',
  'lead.source': 'website',
  'agent.name': 'Jordan Reed',
  'agent.email': 'jordan.reed@example.com',
  'agent.phone': '+15125550101',
  'team.name': 'Your team',
  unsubscribeUrl: 'https://example.com/unsubscribe',
};

/**
 * Values under which the sample lead lacks nothing. A custom field stands in for itself by name, or by a number or a day where
 * a filter takes nothing else.
 */
export function sampleValuesFor(parts: readonly CompiledTemplate[]): Record<string, string> {
  const values: Record<string, string> = { ...sampleValues };
  for (const field of parts.flatMap(({ fields }) => fields)) {
    if (field.startsWith(customPrefix)) values[field] = field.slice(customPrefix.length);
  }
  for (const standIn of ['450000', '2030-05-04']) {
    for (const part of parts) {
      const result = part.render(values);
      if (result.ok) continue;
      for (const field of result.missing) if (field.startsWith(customPrefix)) values[field] = standIn;
    }
  }
  return values;
}
