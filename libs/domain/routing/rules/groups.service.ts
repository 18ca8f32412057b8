import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import { Database, isUniqueViolation, type SqlTx, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { RoutingPeopleRepository } from '../people/people.repository';
import { RoutingSettingsRepository } from '../people/settings.repository';
import { groupInUse, groupNameTaken, groupNotFound, tooManyGroups } from '../routing.errors';
import { GroupsRepository, type GroupDraft } from './groups.repository';
import { ROUTING_LIMITS, type Group } from './rule';

/** Named groups of members. */
@Injectable()
export class RoutingGroups {
  constructor(
    private readonly database: Database,
    private readonly settings: RoutingSettingsRepository,
    private readonly people: RoutingPeopleRepository,
    private readonly groups: GroupsRepository,
    private readonly activities: Activities,
  ) {}

  /** By name. */
  async list(scope: TenantScope): Promise<Group[]> {
    return this.database.sql(scope, (tx) => this.groups.list(tx));
  }

  /** @throws DomainError not_found/routing_group_not_found */
  async get(scope: TenantScope, id: string): Promise<Group> {
    return this.database.sql(scope, (tx) => this.require(tx, id));
  }

  /** @throws DomainError not_found/user_not_found, conflict/routing_group_name_taken, too_many_routing_groups */
  async create(scope: TenantScope, draft: GroupDraft, by: Author): Promise<Group> {
    return this.changing(scope, async (tx) => {
      const wanted = await this.checked(tx, draft);
      if ((await this.groups.list(tx)).length >= ROUTING_LIMITS.groups)
        throw tooManyGroups(ROUTING_LIMITS.groups);
      const group = await this.groups.insert(tx, wanted);
      await this.note(tx, 'created', group, by);
      return group;
    });
  }

  /** Changes what is given. @throws DomainError as `create`, and not_found/routing_group_not_found */
  async update(scope: TenantScope, id: string, changes: Partial<GroupDraft>, by: Author): Promise<Group> {
    return this.changing(scope, async (tx) => {
      const { name, userIds } = await this.require(tx, id);
      const given = { name: changes.name ?? name, userIds: changes.userIds ?? userIds };
      // Those who have left stay until somebody says who is in it.
      const group = await this.groups.update(tx, id, changes.userIds ? await this.checked(tx, given) : given);
      await this.note(tx, 'changed', group, by);
      return group;
    });
  }

  /** @throws DomainError not_found/routing_group_not_found, conflict/routing_group_in_use with `usedBy` */
  async delete(scope: TenantScope, id: string, by: Author): Promise<void> {
    await this.changing(scope, async (tx) => {
      const group = await this.require(tx, id);
      const usedBy = await this.groups.usedBy(tx, id);
      if (usedBy.length > 0) throw groupInUse(usedBy);
      await this.groups.delete(tx, id);
      await this.note(tx, 'deleted', group, by);
    });
  }

  private async changing<T>(scope: TenantScope, work: (tx: SqlTx) => Promise<T>): Promise<T> {
    try {
      return await this.database.sql(scope, async (tx) => {
        await this.settings.hold(tx);
        return work(tx);
      });
    } catch (error) {
      throw isUniqueViolation(error, 'routing_group_name') ? groupNameTaken() : error;
    }
  }

  private async checked(tx: SqlTx, { name, userIds }: GroupDraft): Promise<GroupDraft> {
    const distinct = [...new Set(userIds.map((id) => id.toLowerCase()))];
    if ((await this.people.members(tx, distinct)).size < distinct.length) throw notFound('user');
    return { name, userIds: distinct };
  }

  private async require(tx: SqlTx, id: string): Promise<Group> {
    const group = await this.groups.find(tx, id);
    if (!group) throw groupNotFound();
    return group;
  }

  private async note(tx: SqlTx, what: string, { id, name }: Group, { userId }: Author): Promise<void> {
    const title = `Group for leads ${what}: ${name}`;
    await this.activities.record(tx, [{ type: `routing_group.${what}`, title, subjectId: id, userId }]);
  }
}
