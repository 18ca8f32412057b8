export { asWholeTeam, inScope } from './borrowed-scope';
export { inCompanyOf } from './companion';
export type { Companion } from './companion';
export { Database } from './database.service';
export { DatabaseModule } from './database.module';
export {
  databaseUnavailable,
  isDatabaseUnavailable,
  isStatementTimeout,
  isUniqueViolation,
} from './failures';
export { Prisma } from './generated/client';
export * from './generated/enums';
export type { RowOf, Shape } from './row-shape';
export { CrossTeamScope, TenantScope } from './scope';
export type { Scope } from './scope';
export { SqlTx, teamOf, Tx } from './transaction';
export { firstIdAt, instantOfId, newId } from './uuid7';
