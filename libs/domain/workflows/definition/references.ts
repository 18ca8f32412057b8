import { conditionReferences } from '../conditions/condition-problems';
import type { Reference } from '@domain/conditions';
import type { Definition, PersonChoice, Trigger, WorkflowNode } from './definition.types';

/** An id in the definition that must be the team's own. */
export interface DefinitionReference {
  path: string;
  to: Reference;
  id: string;
}

/** Every id that a definition speaks of, with its place. */
export function referencesIn(definition: Definition): DefinitionReference[] {
  const { trigger, entry, nodes } = definition;
  return [
    ...triggerReferences(trigger, '/trigger'),
    ...(entry ? conditionReferences(entry, '/entry', trigger.type) : []),
    ...Object.entries(nodes).flatMap(([id, node]) => nodeReferences(node, `/nodes/${id}`, trigger)),
  ];
}

const each = (ids: string[] | undefined, to: Reference, path: string): DefinitionReference[] =>
  (ids ?? []).map((id, index) => ({ path: `${path}/${index}`, to, id }));

function triggerReferences(trigger: Trigger, path: string): DefinitionReference[] {
  const where = trigger.where ? conditionReferences(trigger.where, `${path}/where`, trigger.type) : [];
  return [...where, ...ownReferences(trigger, path)];
}

function ownReferences(trigger: Trigger, path: string): DefinitionReference[] {
  switch (trigger.type) {
    case 'LEAD_ASSIGNED':
    case 'SLA_BREACHED':
      return each(trigger.userIds, 'user', `${path}/userIds`);
    case 'EMAIL_OPENED':
    case 'EMAIL_CLICKED':
    case 'CAMPAIGN_COMPLETED':
      return each(trigger.campaignIds, 'campaign', `${path}/campaignIds`);
    case 'TAG_ADDED':
    case 'TAG_REMOVED':
      return each(trigger.tagIds, 'tag', `${path}/tagIds`);
    case 'TIME_BASED': {
      const { assignee, tagIds } = trigger.filter;
      const users = assignee === undefined || assignee === 'unassigned' ? [] : [assignee];
      return [
        ...each(tagIds, 'tag', `${path}/filter/tagIds`),
        ...users.map((id) => ({ path: `${path}/filter/assignee`, to: 'user' as const, id })),
      ];
    }
    default:
      return [];
  }
}

function nodeReferences(node: WorkflowNode, path: string, trigger: Trigger): DefinitionReference[] {
  switch (node.kind) {
    case 'ADD_TAG':
    case 'REMOVE_TAG':
      return [{ path: `${path}/tagId`, to: 'tag', id: node.tagId }];
    case 'ENROL_IN_WORKFLOW':
    case 'STOP_WORKFLOW':
      return [{ path: `${path}/workflowId`, to: 'workflow', id: node.workflowId }];
    case 'ASSIGN':
      return 'userId' in node.to
        ? person(node.to, `${path}/to`)
        : each(node.to.roundRobin, 'user', `${path}/to/roundRobin`);
    case 'CREATE_TASK':
      return person(node.assignTo ?? 'owner', `${path}/assignTo`);
    case 'CREATE_APPOINTMENT':
      return person(node.host, `${path}/host`);
    case 'NOTIFY_USER':
      return person(node.to, `${path}/to`);
    case 'WAIT_FOR_EVENT':
      return triggerReferences(node.event, `${path}/event`);
    case 'BRANCH':
      return conditionReferences(node.if, `${path}/if`, trigger.type);
    default:
      return [];
  }
}

const person = (choice: PersonChoice, path: string): DefinitionReference[] =>
  choice === 'owner' ? [] : [{ path: `${path}/userId`, to: 'user', id: choice.userId }];
