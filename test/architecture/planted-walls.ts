/** Files by path. The first file of a violation is the one that breaks the rule; the others are what it needs to do so. */
type Files = Record<string, string>;

const npmPackage = (name: string): Files => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
  [`node_modules/${name}/index.js`]: 'exports.thing = 1;',
});

const dependencies = [
  '@nestjs/common',
  '@nestjs/platform-fastify',
  '@nestjs/swagger',
  '@prisma/client',
  '@sendgrid/mail',
  'bullmq',
  'fastify',
  'ioredis',
  'pg',
  'socket.io',
  'twilio',
];
const devDependencies = ['jest'];

/** A small house that keeps every rule: what the walls must let through. */
export const soundHouse: Files = {
  'package.json': JSON.stringify({
    name: 'planted',
    dependencies: Object.fromEntries(dependencies.map((name) => [name, '1'])),
    devDependencies: Object.fromEntries(devDependencies.map((name) => [name, '1'])),
  }),
  ...Object.assign({}, ...[...dependencies, ...devDependencies, 'stowaway'].map(npmPackage)),

  'libs/platform/database/index.ts': `export { Prisma } from './generated/client'; export { pool } from './pool';`,
  'libs/platform/database/pool.ts': `import pg from 'pg'; import { thing } from '@prisma/client'; export const pool = [pg, thing];`,
  'libs/platform/database/generated/client.ts': `export const Prisma = 1;`,
  'libs/platform/jobs/index.ts': `export { defineJob } from './define-job';`,
  'libs/platform/jobs/define-job.ts': `import { thing } from 'bullmq'; export const defineJob = () => thing;`,
  'libs/platform/jobs/worker/index.ts': `import { defineJob } from '../define-job'; export const handle = defineJob;`,
  'libs/platform/http/index.ts': `import { thing } from '@nestjs/swagger'; export const Endpoint = thing;`,
  'libs/integrations/email/index.ts': `import { thing } from '@sendgrid/mail'; export const email = thing;`,

  'libs/domain/leads/index.ts': `export { LeadsService } from './leads.service';`,
  'libs/domain/leads/leads.service.ts': `import { LeadsRepository } from './leads.repository'; export class LeadsService extends LeadsRepository {}`,
  'libs/domain/leads/leads.repository.ts': `import { Prisma } from '@platform/database'; export class LeadsRepository { sql = Prisma; }`,
  'libs/domain/leads/http/index.ts': `export { leadsController } from './leads.controller';`,
  'libs/domain/leads/http/leads.controller.ts': `import { Endpoint } from '@platform/http'; import { LeadsService } from '@domain/leads'; export const leadsController = [Endpoint, LeadsService];`,
  'libs/domain/campaigns/index.ts': `import { LeadsService } from '@domain/leads'; import { email } from '@integrations/email'; export const campaigns = [LeadsService, email];`,
  'libs/domain/campaigns/worker/index.ts': `import { handle } from '@platform/jobs/worker'; import { campaigns } from '@domain/campaigns'; export const campaignsWorker = [handle, campaigns];`,
  'libs/domain/campaigns/campaign-types.ts': `import type { Circle } from './campaign-circle'; export type Round = Circle | 1;`,
  'libs/domain/campaigns/campaign-circle.ts': `import type { Round } from './campaign-types'; export type Circle = Round | 2;`,

  'apps/api/src/main.ts': `import { leadsController } from '@domain/leads/http'; import { thing } from '@nestjs/platform-fastify'; export const api = [leadsController, thing];`,
  'apps/worker/src/main.ts': `import { campaignsWorker } from '@domain/campaigns/worker'; export const worker = campaignsWorker;`,
  'apps/sandbox/src/main.ts': `import { thing } from 'fastify'; export const sandbox = thing;`,
  'apps/sandbox/test/sdk.spec.ts': `import { thing } from 'twilio'; import { it } from 'jest'; it(thing);`,
  'scripts/start.ts': `import { defineJob } from '@platform/jobs'; export const start = defineJob;`,
  'test/journeys/story.journey-spec.ts': `import { api } from '../../apps/api/src/main'; import { LeadsService } from '@domain/leads'; import pg from 'pg'; export default [api, LeadsService, pg];`,
  'libs/domain/leads/test/leads-lab.ts': `import { LeadsService } from '@domain/leads'; export const lab = LeadsService;`,
  'libs/domain/tasks/test/tasks.int-spec.ts': `import { lab } from '../../leads/test/leads-lab'; export const t = lab;`,
  'bench/loop.ts': `import { thing } from 'bullmq'; export const loop = thing;`,
};

/** By rule: the ways to break it. */
export const violations: Record<string, Files[]> = {
  'every-import-resolves': [
    {
      'libs/domain/leads/deep.ts': `import { x } from '@domain/campaigns/campaign-types'; export const deep = x;`,
    },
    { 'libs/domain/leads/nowhere.ts': `import { x } from './gone'; export const nowhere = x;` },
  ],
  'no-cycles': [
    {
      'libs/domain/leads/egg.ts': `import { hen } from './hen'; export const egg = () => hen;`,
      'libs/domain/leads/hen.ts': `import { egg } from './egg'; export const hen = () => egg;`,
    },
  ],
  'declared-packages-only': [
    { 'libs/domain/leads/stowaway.ts': `import { thing } from 'stowaway'; export const guest = thing;` },
  ],
  'product-runs-without-dev-packages': [
    { 'libs/domain/leads/dev.ts': `import { thing } from 'jest'; export const dev = thing;` },
  ],
  'platform-knows-nobody': [
    {
      'libs/platform/clock/slice.ts': `import { LeadsService } from '@domain/leads'; export const now = LeadsService;`,
    },
    {
      'libs/platform/clock/vendor.ts': `import { email } from '@integrations/email'; export const now = email;`,
    },
  ],
  'integrations-know-platform-only': [
    {
      'libs/integrations/sms/slice.ts': `import { LeadsService } from '@domain/leads'; export const sms = LeadsService;`,
    },
  ],
  'domain-knows-no-app': [
    {
      'libs/domain/leads/app.ts': `import { api } from '../../../apps/api/src/main'; export const app = api;`,
    },
  ],
  'apps-are-neighbours': [
    {
      'apps/api/src/neighbour.ts': `import { sandbox } from '../../sandbox/src/main'; export const n = sandbox;`,
    },
    { 'apps/worker/src/neighbour.ts': `import { api } from '../../api/src/main'; export const n = api;` },
  ],
  'sandbox-imports-no-libs': [
    {
      'apps/sandbox/src/borrowed.ts': `import { Prisma } from '@platform/database'; export const b = Prisma;`,
    },
    {
      'apps/sandbox/test/borrowed.spec.ts': `import { email } from '@integrations/email'; export const b = email;`,
    },
  ],
  'product-needs-no-scaffolding': [
    {
      'libs/platform/clock/script.ts': `import { start } from '../../../scripts/start'; export const s = start;`,
    },
    {
      'libs/domain/campaigns/lab-user.ts': `import { lab } from '../leads/test/leads-lab'; export const l = lab;`,
    },
    {
      'libs/domain/leads/spec-user.ts': `import { fake } from './fake.spec'; export const s = fake;`,
      'libs/domain/leads/fake.spec.ts': `export const fake = 1;`,
    },
  ],
  'slices-only-through-doors': [
    {
      'libs/domain/campaigns/burglar.ts': `import { LeadsService } from '../leads/leads.service'; export const b = LeadsService;`,
    },
    {
      'libs/domain/campaigns/own-door.ts': `import { y } from '../../domain/leads/audience/index'; export const b = y;`,
      'libs/domain/leads/audience/index.ts': `export const y = 1;`,
    },
  ],
  'outsiders-only-through-doors': [
    {
      'apps/api/src/burglar.ts': `import { LeadsService } from '../../../libs/domain/leads/leads.service'; export const b = LeadsService;`,
    },
    {
      'test/journeys/burglar.ts': `import { pool } from '../../libs/platform/database/pool'; export const b = pool;`,
    },
  ],
  'core-has-no-ears': [
    {
      'libs/domain/leads/ears.ts': `import { leadsController } from './http/leads.controller'; export const e = leadsController;`,
    },
    {
      'libs/domain/campaigns/hands.ts': `import { campaignsWorker } from '@domain/campaigns/worker'; export const h = campaignsWorker;`,
    },
  ],
  'http-and-worker-do-not-meet': [
    {
      'libs/domain/leads/http/handler.ts': `import { campaignsWorker } from '@domain/campaigns/worker'; export const h = campaignsWorker;`,
    },
    {
      'libs/domain/leads/worker/route.ts': `import { leadsController } from '@domain/leads/http'; export const r = leadsController;`,
    },
  ],
  'a-slice-has-a-storey': [
    {
      'libs/domain/basement/index.ts': `import { Prisma } from '@platform/database'; export const b = Prisma;`,
    },
  ],
  'calls-go-down-from-teams': [
    {
      'libs/domain/teams/up.ts': `import { LeadsService } from '@domain/leads'; export const u = LeadsService;`,
    },
  ],
  'calls-go-down-from-activities': [
    {
      'libs/domain/activities/up.ts': `import { LeadsService } from '@domain/leads'; export const u = LeadsService;`,
    },
    {
      'libs/domain/activities/sideways.ts': `import { t } from '@domain/templates'; export const s = t;`,
      'libs/domain/templates/index.ts': `export const t = 1;`,
    },
  ],
  'calls-go-down-from-tasks': [
    {
      'libs/domain/tasks/up.ts': `import { LeadsService } from '@domain/leads'; export const u = LeadsService;`,
    },
  ],
  'calls-go-down-from-leads': [
    {
      'libs/domain/leads/up.ts': `import { campaigns } from '@domain/campaigns'; export const u = campaigns;`,
    },
    {
      'libs/domain/leads/worker/up.ts': `import { campaigns } from '@domain/campaigns'; export const u = campaigns;`,
    },
  ],
  'calls-go-down-from-message-templates': [
    {
      'libs/domain/message-templates/up.ts': `import { m } from '@domain/messaging'; export const u = m;`,
      'libs/domain/messaging/index.ts': `export const m = 1;`,
    },
  ],
  'calls-go-down-from-segments': [
    {
      'libs/domain/segments/up.ts': `import { campaigns } from '@domain/campaigns'; export const u = campaigns;`,
    },
  ],
  'calls-go-down-from-messaging': [
    {
      'libs/domain/messaging/up.ts': `import { campaigns } from '@domain/campaigns'; export const u = campaigns;`,
    },
  ],
  'calls-go-down-from-daily-mails': [
    {
      'libs/domain/daily-mails/up.ts': `import { campaigns } from '@domain/campaigns'; export const u = campaigns;`,
    },
  ],
  'calls-go-down-from-identity': [
    {
      'libs/domain/identity/up.ts': `import { campaigns } from '@domain/campaigns'; export const u = campaigns;`,
    },
  ],
  'calls-go-down-from-campaigns': [
    {
      'libs/domain/campaigns/up.ts': `import { w } from '@domain/workflows'; export const u = w;`,
      'libs/domain/workflows/index.ts': `export const w = 1;`,
    },
  ],
  'calls-go-down-from-workflows': [
    {
      'libs/domain/workflows/up.ts': `import { r } from '@domain/reports'; export const u = r;`,
      'libs/domain/reports/index.ts': `export const r = 1;`,
    },
  ],
  'calls-go-down-from-notifications': [
    {
      'libs/domain/notifications/up.ts': `import { d } from '@domain/digests'; export const u = d;`,
      'libs/domain/digests/index.ts': `export const d = 1;`,
    },
  ],
  'calls-go-down-from-analytics': [
    { 'libs/domain/analytics/sideways.ts': `import { r } from '@domain/reports'; export const s = r;` },
  ],
  'core-knows-no-http': [
    { 'libs/domain/leads/swagger.ts': `import { thing } from '@nestjs/swagger'; export const s = thing;` },
    {
      'libs/domain/leads/worker/endpoint.ts': `import { Endpoint } from '@platform/http'; export const e = Endpoint;`,
    },
    {
      'libs/integrations/email/request.ts': `import type { thing } from 'fastify'; export type R = typeof thing;`,
    },
  ],
  'http-asks-services': [
    {
      'libs/domain/leads/http/repo.ts': `import { LeadsRepository } from '../leads.repository'; export const r = LeadsRepository;`,
    },
    { 'libs/domain/leads/http/prisma.ts': `import { thing } from '@prisma/client'; export const p = thing;` },
  ],
  'repositories-call-nobody': [
    {
      'libs/domain/leads/caller.repository.ts': `import { LeadsService } from './leads.service'; export const c = LeadsService;`,
    },
  ],
  'worker-reaches-no-http': [
    {
      'apps/worker/src/ears.ts': `import { leadsController } from '@domain/leads/http'; export const e = leadsController;`,
    },
    {
      'apps/worker/src/detour.ts': `import { long } from '@domain/messaging'; export const d = long;`,
      'libs/domain/messaging/index.ts': `export { long } from './way';`,
      'libs/domain/messaging/way.ts': `import { thing } from '@nestjs/swagger'; export const long = thing;`,
    },
  ],
  'api-reaches-no-handlers': [
    {
      'apps/api/src/hands.ts': `import { campaignsWorker } from '@domain/campaigns/worker'; export const h = campaignsWorker;`,
    },
    {
      'apps/api/src/detour.ts': `import { roundabout } from '@domain/appointments'; export const d = roundabout;`,
      'libs/domain/appointments/index.ts': `export { handle as roundabout } from '@platform/jobs/worker';`,
    },
  ],
  'bullmq-only-in-jobs': [
    { 'libs/domain/leads/queue.ts': `import { thing } from 'bullmq'; export const q = thing;` },
  ],
  'redis-only-in-platform': [
    { 'libs/platform/clock/redis.ts': `import { thing } from 'ioredis'; export const r = thing;` },
  ],
  'sockets-only-in-realtime': [
    { 'libs/domain/leads/socket.ts': `import { thing } from 'socket.io'; export const s = thing;` },
  ],
  'prisma-only-in-database': [
    {
      'libs/domain/leads/prisma.repository.ts': `import { thing } from '@prisma/client'; export const p = thing;`,
    },
    {
      'libs/domain/leads/generated.ts': `import { Prisma } from '../../platform/database/generated/client'; export const p = Prisma;`,
    },
  ],
  'postgres-driver-only-in-platform': [
    { 'libs/domain/leads/driver.repository.ts': `import pg from 'pg'; export const p = pg;` },
  ],
  'vendors-only-in-integrations': [
    { 'libs/domain/leads/mail.ts': `import { thing } from '@sendgrid/mail'; export const m = thing;` },
    { 'apps/api/src/sms.ts': `import { thing } from 'twilio'; export const s = thing;` },
  ],
};
