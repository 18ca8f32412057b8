import type { TeamOfTest } from '../../leads/test/leads-lab';
import { RoutingLab } from './routing-lab';

/** A team with Ann and Ben for each test. */
export class RoutingScene {
  team: TeamOfTest;
  ann: string;
  ben: string;

  private constructor(readonly lab: RoutingLab) {}

  static async start(): Promise<RoutingScene> {
    return new RoutingScene(await RoutingLab.start());
  }

  async begin(): Promise<void> {
    this.team = await this.lab.team();
    this.ann = await this.lab.member(this.team, 'Ann');
    this.ben = await this.lab.member(this.team, 'Ben');
  }

  as(userId: string): TeamOfTest {
    return { ...this.team, userId };
  }

  async ownerOf(leadId: string): Promise<unknown> {
    return (await this.lab.ok(this.team, 'GET', `/leads/${leadId}`)).assignedToId;
  }

  claim(leadId: string, userId: string, role: 'MEMBER' | 'VIEWER' = 'VIEWER') {
    return this.lab.call(this.as(userId), 'POST', `/leads/${leadId}/claim`, undefined, role);
  }

  async latest(leadId: string) {
    return (await this.lab.routing(this.team, leadId)).decisions.data[0];
  }
}
