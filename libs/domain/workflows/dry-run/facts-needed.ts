import { factsUsed } from '@domain/conditions';
import { fieldsOfLine } from '../actions/step-text';
import type { Definition, WorkflowNode } from '../definition/definition.types';
import { mergeFieldsOf } from './simulated-message';

/** What steps, clocks and addresses need, whatever the definition says. */
const always = [
  'lead.email',
  'lead.phone',
  'lead.timezone',
  'lead.assignedToId',
  'lead.tagIds',
  'lead.source',
  'lead.status',
  'agent.name',
  'agent.email',
  'team.name',
  'team.timezone',
];

/** Names of all facts that a run of the definition may look at; those of events are no part of it. */
export function factsNeeded({ trigger, entry, nodes }: Definition): string[] {
  const conditions = [entry, trigger.where].flatMap((condition) => (condition ? factsUsed(condition) : []));
  const ofNodes = Object.values(nodes).flatMap((node) => factsOfNode(node));
  return [...new Set([...always, ...conditions, ...ofNodes])].filter((name) => !name.startsWith('event.'));
}

function factsOfNode(node: WorkflowNode): string[] {
  switch (node.kind) {
    case 'BRANCH':
      return factsUsed(node.if);
    case 'WAIT_FOR_EVENT':
      return node.event.where ? factsUsed(node.event.where) : [];
    case 'SEND_EMAIL':
    case 'SEND_SMS':
      return mergeFieldsOf(node);
    case 'CREATE_TASK':
    case 'CREATE_APPOINTMENT':
    case 'NOTIFY_USER':
      return fieldsOfLine(node.title);
    default:
      return [];
  }
}
