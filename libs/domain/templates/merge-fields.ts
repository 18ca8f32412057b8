const FIELDS: ReadonlySet<string> = new Set([
  'lead.firstName',
  'lead.lastName',
  'lead.name',
  'lead.email',
  'lead.phone',
  'lead.company',
  'lead.position',
  'lead.city',
  'lead.state',
  'lead.source',
  'agent.name',
  'agent.email',
  'agent.phone',
  'team.name',
  'unsubscribeUrl',
]);

const CUSTOM_FIELD = /^lead\.custom\.([A-Za-z0-9_-]{1,64})$/;

/** Names that exist on every object; a path holding one is never a field, whatever an allow-list says. */
const PROTOTYPE_NAMES: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  'prototype',
]);

/** Whether any dotted part of `path` is a name inherited from Object.prototype. */
export function hasPrototypeName(path: string): boolean {
  return path.split('.').some((part) => PROTOTYPE_NAMES.has(part));
}

/** Whether `path` is a field a team may merge into its messages, such as `lead.firstName` or `lead.custom.budget`. */
export function isMergeField(path: string): boolean {
  if (FIELDS.has(path)) return true;
  return CUSTOM_FIELD.test(path) && !hasPrototypeName(path);
}
