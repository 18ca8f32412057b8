import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesOf, isTest } from './house';
import { repository } from './planted-tree';

/**
 * Where a member's limited view is left behind on purpose: each after the rows in question were found under it, or for facts that
 * name no lead. A file that joins them is looked at by two people.
 */
const leaveTheView = [
  'libs/domain/appointments/appointment-outcomes.service.ts',
  'libs/domain/appointments/appointments.service.ts',
  'libs/domain/appointments/free-busy.service.ts',
  'libs/domain/campaigns/campaign-stats.service.ts',
  'libs/domain/duplicates/merging/merges.service.ts',
  'libs/domain/leads/import/lead-imports.service.ts',
  'libs/domain/leads/leads-bulk.service.ts',
  'libs/domain/leads/leads.service.ts',
  'libs/domain/members/own-teams.service.ts',
  'libs/domain/routing/claims/claims.service.ts',
  'libs/domain/routing/desk/lead-routing.service.ts',
  'libs/domain/routing/people/people.service.ts',
  'libs/domain/routing/response/figures.service.ts',
];

const sources = filesOf(repository, ['libs/domain']).filter((file) => file.endsWith('.ts') && !isTest(file));
const having = (pattern: RegExp, files: string[]) =>
  files.filter((file) => pattern.test(readFileSync(path.join(repository, file), 'utf8')));

it('is left behind in the files listed here, and in no other', () =>
  expect(having(/\b(asWholeTeam|wholeTeam)\b/, sources).sort()).toEqual(leaveTheView));

it('is not left behind by way of a scope made anew for whoever calls', () =>
  expect(having(/TenantScope\.of\((?:\w+\.)*(?:actor\.teamId|scope\.teamId)/, sources)).toEqual([]));
