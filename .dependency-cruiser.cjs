/** The walls of the house (see docs/adr/0001). Each rule has a planted violation in test/architecture/walls.spec.ts. */
const { storeys } = require('./libs/domain/storeys.json');

const tests = '\\.(spec|int-spec|sql-spec|e2e-spec|journey-spec|chaos-spec|mutation-spec)\\.ts$|/test/';
const door = '^libs/[^/]+/[^/]+/((http|worker)/)?index\\.ts$';
/** Set-up that tests of several slices share; `product-needs-no-scaffolding` keeps everyone else away from it. */
const testSetUp = '^libs/[^/]+/[^/]+/test/';
const packages = (...names) => `(^|/)node_modules/(${names.join('|')})(/|$)`;
const httpCode = '^libs/platform/http/|^libs/(domain|integrations|platform)/[^/]+/http/';
const httpPackages = packages('@nestjs/swagger', '@nestjs/platform-fastify', '@fastify', 'fastify');
const workerCode = '^libs/[^/]+/[^/]+/worker/';

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** One rule per storey: its slices may not look sideways or up. */
const storeyRules = storeys.map((slices, level) => {
  const own = slices.join('|');
  const above = storeys.slice(level).flat().join('|');
  return forbid(
    `calls-go-down-from-${slices[0]}`,
    'A slice imports lower storeys only; upwards it publishes an event (libs/domain/storeys.json).',
    { path: `^libs/domain/(${own})/`, pathNot: tests },
    { path: `^libs/domain/(${above})/`, pathNot: '^libs/domain/$1/' },
  );
});

module.exports = {
  forbidden: [
    forbid(
      'every-import-resolves',
      'An import that leads nowhere blinds every other rule; deep imports by alias end here too.',
      {},
      { couldNotResolve: true },
    ),
    forbid(
      'no-cycles',
      'Modules that need each other are one module, or one of them should publish an event. Types may point back.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid(
      'declared-packages-only',
      'A package that package.json does not name is there by accident.',
      { path: '^(apps|libs|scripts|test|bench)/' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], pathNot: packages('@jest/globals') }, // comes with jest
    ),
    forbid(
      'product-runs-without-dev-packages',
      'The images install dependencies only.',
      { path: '^(apps|libs)/', pathNot: tests },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),

    forbid(
      'platform-knows-nobody',
      'The ground floor carries the others.',
      { path: '^libs/platform/', pathNot: tests },
      { path: '^libs/(integrations|domain)/|^apps/' },
    ),
    forbid(
      'integrations-know-platform-only',
      'A vendor knows nothing of our subjects.',
      { path: '^libs/integrations/', pathNot: tests },
      { path: '^libs/domain/|^apps/' },
    ),
    forbid(
      'domain-knows-no-app',
      'Apps compose slices, never the other way round.',
      { path: '^libs/domain/', pathNot: tests },
      { path: '^apps/' },
    ),
    forbid(
      'apps-are-neighbours',
      'Two processes share libs, not files.',
      { path: '^apps/([^/]+)/', pathNot: tests },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
    forbid(
      'sandbox-imports-no-libs',
      'The stand-in for the providers must not share our misunderstandings of them.',
      { path: '^apps/sandbox/' },
      { path: '^libs/' },
    ),
    forbid(
      'product-needs-no-scaffolding',
      'Scripts, tests and benchmarks use the product; the product does not use them.',
      { path: '^(apps|libs)/', pathNot: tests },
      { path: `^(scripts|test|bench|prisma)/|${tests}` },
    ),

    forbid(
      'slices-only-through-doors',
      'An index.ts of a slice, its http or its worker folder is a door; nothing else may be imported from outside.',
      { path: '^libs/([^/]+)/([^/]+)/' },
      { path: '^libs/', pathNot: ['^libs/$1/$2/', door, testSetUp] },
    ),
    forbid(
      'outsiders-only-through-doors',
      'Apps, tests, scripts and benchmarks knock as well.',
      { path: '^(apps|test|scripts|bench)/', pathNot: '^test/architecture/' },
      { path: '^libs/.+\\.ts$', pathNot: [door, testSetUp] },
    ),
    forbid(
      'core-has-no-ears',
      "A slice's core knows neither its routes nor its handlers.",
      { path: '^libs/([^/]+)/([^/]+)/', pathNot: ['^libs/[^/]+/[^/]+/(http|worker)/', tests] },
      { path: '^libs/$1/$2/(http|worker)/' },
    ),
    forbid(
      'http-and-worker-do-not-meet',
      'What both need belongs to the core.',
      { path: '^libs/[^/]+/[^/]+/(http|worker)/', pathNot: tests },
      { path: '^libs/[^/]+/[^/]+/(http|worker)/', pathNot: '^libs/[^/]+/[^/]+/$1/' },
    ),
    forbid(
      'a-slice-has-a-storey',
      'Name the slice in libs/domain/storeys.json.',
      { path: `^libs/domain/(?!(${storeys.flat().join('|')})/)[^/]+/` },
      {},
    ),
    ...storeyRules,

    forbid(
      'core-knows-no-http',
      'Routes, documents and HTTP types stay behind the http door.',
      { path: '^libs/(domain|integrations)/', pathNot: ['^libs/[^/]+/[^/]+/http/', tests] },
      { path: `^libs/platform/http/|^libs/[^/]+/[^/]+/http/|${httpPackages}` },
    ),
    forbid(
      'http-asks-services',
      'A controller makes one service call; repositories and the queue are not its business.',
      { path: '^libs/domain/[^/]+/http/', pathNot: tests },
      { path: `\\.repository\\.ts$|${packages('@prisma', 'bullmq', 'pg')}` },
    ),
    forbid(
      'repositories-call-nobody',
      'controller → service → repository: storage does not know who asks.',
      { path: '\\.repository\\.ts$' },
      { path: '\\.(service|controller|handler|subscriber|module)\\.ts$', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'worker-reaches-no-http',
      'The worker is the app without its ears, not even by a detour.',
      { path: '^apps/worker/', pathNot: tests },
      { path: `${httpCode}|${httpPackages}`, reachable: true },
    ),
    forbid(
      'api-reaches-no-handlers',
      'The api takes work in; it does none.',
      { path: '^apps/api/', pathNot: tests },
      { path: workerCode, reachable: true },
    ),

    forbid(
      'bullmq-only-in-jobs',
      'One place knows the queue.',
      { path: '^(apps|libs)/', pathNot: ['^libs/platform/jobs/', tests] },
      { path: packages('bullmq', '@nestjs/bullmq') },
    ),
    forbid(
      'redis-only-in-platform',
      'Redis may vanish at any moment: only the queue, counters and kept answers may live there.',
      { path: '^(apps|libs)/', pathNot: ['^libs/platform/(cache|jobs|rate-limits)/', tests] },
      { path: packages('ioredis') },
    ),
    forbid(
      'sockets-only-in-realtime',
      'Who is told what is decided in one place; the domain publishes to the feed.',
      { path: '^(apps|libs)/', pathNot: ['^libs/platform/realtime/http/', tests] },
      { path: packages('socket\\.io') },
    ),
    forbid(
      'prisma-only-in-database',
      'Everyone else gets the client as `tx`, and `Prisma.sql` from the door of @platform/database.',
      { path: '^(apps|libs)/', pathNot: ['^libs/platform/database/', tests] },
      { path: `^libs/platform/database/generated/|${packages('@prisma', '\\.prisma', 'prisma')}` },
    ),
    forbid(
      'postgres-driver-only-in-platform',
      'A connection that takes no role and no team sees every team; counters and the queue belong to none.',
      { path: '^(apps|libs)/', pathNot: ['^libs/platform/(database|jobs|rate-limits)/', tests] },
      { path: packages('pg', 'pg-copy-streams', '@types/pg'), dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'vendors-only-in-integrations',
      'Whoever may talk to a provider is a short list.',
      { path: '^(apps|libs)/', pathNot: ['^libs/integrations/', tests] },
      { path: packages('@sendgrid', 'twilio') },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '^coverage/', '^\\.data/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.node'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['main', 'types', 'typings'],
    },
    skipAnalysisNotInRules: true,
  },
};
