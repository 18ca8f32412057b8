import type { Lead } from '../lead';

type Cell = string | number | boolean | Date | null;

/** The columns of an export, by names that an import understands without being told. */
export const exportColumns: [header: string, value: (lead: Lead) => Cell][] = [
  ['ID', ({ id }) => id],
  ['Name', ({ name }) => name],
  ['First Name', ({ firstName }) => firstName],
  ['Last Name', ({ lastName }) => lastName],
  ['Email', ({ email }) => email],
  ['Phone', ({ phone }) => phone],
  ['Company', ({ company }) => company],
  ['Position', ({ position }) => position],
  ['City', ({ city }) => city],
  ['State', ({ state }) => state],
  ['Status', ({ status }) => status],
  ['Score', ({ score }) => score],
  ['Source', ({ source }) => source],
  ['Value', ({ value }) => value],
  ['Stage', ({ stage }) => stage],
  // A derived zone is derived again; stated in a file it would count as given.
  ['Timezone', ({ timezone, timezoneSource }) => (timezoneSource === 'given' ? timezone : null)],
  ['Email Consent', ({ emailConsent }) => emailConsent],
  ['SMS Consent', ({ smsConsent }) => smsConsent],
  ['Do Not Email', ({ doNotEmail }) => doNotEmail],
  ['Do Not Text', ({ doNotText }) => doNotText],
  ['Do Not Call', ({ doNotCall }) => doNotCall],
  ['Tags', ({ tags }) => tags.map(({ name }) => name).join(', ')],
  ['Created At', ({ createdAt }) => createdAt],
  ['Updated At', ({ updatedAt }) => updatedAt],
];
