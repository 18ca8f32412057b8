import { CampaignLaunchService } from '@domain/campaigns';
import { CampaignsHttpModule } from '@domain/campaigns/http';
import { MessageTemplatesHttpModule } from '@domain/message-templates/http';
import { WorkflowsHttpModule } from '@domain/workflows/http';
import { newId } from '@platform/database';
import { RateLimitsModule } from '@platform/rate-limits';
import { LeadsLab, type TeamOfTest } from '../../leads/test/leads-lab';

const email = {
  name: 'After a viewing',
  category: 'Follow-up',
  subject: 'Thank you, {{lead.firstName | default: "neighbor"}}',
  body: '<p>Hi {{lead.firstName | default: "there"}}, did you like it?</p>',
};
const sms = { name: 'Reminder', body: 'Hi {{lead.firstName | default: "there"}}, see you at ten.' };

describe('templates that are named', () => {
  let lab: LeadsLab;
  let team: TeamOfTest;

  beforeAll(async () => {
    lab = await LeadsLab.start([
      MessageTemplatesHttpModule,
      CampaignsHttpModule,
      WorkflowsHttpModule,
      RateLimitsModule,
    ]);
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    team = await lab.team();
    await lab.sql(`UPDATE team SET postal_address = '12 Main St, Austin, TX' WHERE id = $1`, [
      team.scope.teamId,
    ]);
  });

  type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
  const call = (method: Method, path: string, body?: object) => lab.call(team, method, path, body);
  const done = async (method: Method, path: string, body?: object) => {
    const answer = await call(method, path, body);
    if (answer.status >= 300) throw new Error(answer.text);
    return answer.body;
  };
  const makeEmail = (changes: object = {}) => done('POST', '/email-templates', { ...email, ...changes });
  const makeSms = (changes: object = {}) => done('POST', '/sms-templates', { ...sms, ...changes });
  const lead = async (values: object = {}) =>
    (await done('POST', '/leads', { name: 'Ana Ruiz', ...values })).id as string;

  describe('in a campaign', () => {
    const campaign = (changes: object) =>
      done('POST', '/campaigns', { name: 'May', type: 'EMAIL', audience: { filter: {} }, ...changes });
    const contents = () =>
      lab.sql<{ subject: string; html: string }>(
        'SELECT subject, html FROM message_content WHERE team_id = $1 ORDER BY subject',
        [team.scope.teamId],
      );
    const freeze = async (campaignId: string) => {
      const launches = lab.app.get(CampaignLaunchService);
      const job = { teamId: team.scope.teamId, campaignId, revision: 0 };
      const begun = await lab.db.transaction(team.scope, (tx) => launches.begin(tx, job));
      await lab.db.sql(team.scope, (tx) => launches.freeze(tx, begun!, job));
    };

    it('give their text, newest until the launch and fixed by it; the subjects of variants come first', async () => {
      await lead({ email: 'ana@example.com' });
      const { id: templateId } = await makeEmail();
      const variants = [
        { name: 'A', weight: 50 },
        { name: 'B', weight: 50, subject: 'Own subject' },
      ];
      const { id } = await campaign({ templateId, variants });
      expect(await done('GET', `/campaigns/${id}`)).toMatchObject({
        body: '',
        templateId,
        templateVersion: null,
      });
      await done('PUT', `/email-templates/${templateId}`, { body: '<p>Second</p>' });
      const { previews } = await done('POST', `/campaigns/${id}/preview`, {});
      expect(previews).toMatchObject([
        { subject: 'Thank you, Maria', body: '<p>Second</p>' },
        { subject: 'Own subject', body: '<p>Second</p>' },
      ]);
      const gone = await call('DELETE', `/email-templates/${templateId}`);
      expect([gone.status, gone.body.code]).toEqual([409, 'template_in_use']);
      expect(gone.body.usedBy).toEqual([{ kind: 'campaign', id, name: 'May' }]);
      expect((await done('GET', `/email-templates/${templateId}`)).usedBy).toEqual(gone.body.usedBy);

      expect(await done('POST', `/campaigns/${id}/launch`)).toMatchObject({ templateVersion: 2 });
      await done('PUT', `/email-templates/${templateId}`, { body: '<p>Third</p>', isActive: false });
      await freeze(id);
      expect(await contents()).toEqual([
        { subject: 'Own subject', html: '<p>Second</p>' },
        { subject: email.subject, html: '<p>Second</p>' },
      ]);
      expect(await done('GET', `/email-templates/${templateId}`)).toMatchObject({
        ...{ usageCount: 1, usage: { campaigns: 1 }, usedBy: [] },
      });
      expect((await call('DELETE', `/email-templates/${templateId}`)).status).toBe(204);
      expect((await call('GET', `/email-templates/${templateId}`)).status).toBe(404);
      expect((await done('GET', '/email-templates')).data).toEqual([]);
      expect((await done('POST', `/campaigns/${id}/preview`, {})).previews[0].body).toBe('<p>Second</p>');
    });

    it('are named or a text is written, the last one counts, never both', async () => {
      const { id: templateId } = await makeEmail();
      const { id: text } = await makeSms();
      const { id } = await campaign({ subject: 'Mine', body: '<p>Mine</p>' });
      expect(await done('PUT', `/campaigns/${id}`, { templateId })).toMatchObject({
        subject: null,
        body: '',
        templateId,
      });
      expect(await done('PUT', `/campaigns/${id}`, { body: '<p>Mine</p>' })).toMatchObject({
        templateId: null,
      });
      const both = await call('PUT', `/campaigns/${id}`, { templateId, body: '<p>Mine</p>' });
      expect([both.status, both.body.errors[0].code]).toEqual([400, 'template_or_body']);
      for (const wrong of [newId(), text])
        expect((await call('PUT', `/campaigns/${id}`, { templateId: wrong })).body.code).toBe(
          'template_not_found',
        );
      const version = await call('PUT', `/campaigns/${id}`, { templateId, templateVersion: 5 });
      expect(version.body.code).toBe('template_version_not_found');
    });

    it('that were switched off keep a draft from being launched; a text’s cost is that of its template', async () => {
      await lead({ email: 'ana@example.com' });
      const { id: templateId } = await makeSms();
      const made = await campaign({ type: 'SMS', templateId });
      expect(made.smsEstimates).toEqual([{ variant: null, encoding: 'GSM-7', segments: 1, characters: 25 }]);
      await done('PUT', `/sms-templates/${templateId}`, { isActive: false });
      const refused = await call('POST', `/campaigns/${made.id}/launch`);
      expect(refused.body).toMatchObject({
        code: 'campaign_incomplete',
        errors: [{ field: 'templateId', code: 'template_inactive' }],
      });
      await done('DELETE', `/campaigns/${made.id}`);
      expect((await call('DELETE', `/sms-templates/${templateId}`)).status).toBe(204);
    });
  });

  describe('in a workflow', () => {
    const definition = (mail: object) => ({
      trigger: { type: 'MANUAL' },
      reentry: { mode: 'always' },
      exit: [],
      start: 'mail',
      nodes: { mail: { kind: 'SEND_EMAIL', next: 'end', ...mail }, end: { kind: 'END' } },
    });
    const workflow = (mail: object) =>
      done('POST', '/workflows', { name: 'Nurture', definition: definition(mail) });

    it('are filled in by the publish, for good; publishing again takes the newest', async () => {
      const { id: templateId } = await makeEmail();
      const { id } = await workflow({ templateId });
      const { version } = await done('POST', `/workflows/${id}/publish`, { running: 'finish' });
      expect(version.definition.nodes.mail).toEqual({
        ...{ kind: 'SEND_EMAIL', next: 'end', templateId, templateVersion: 1 },
        ...{ subject: email.subject, body: email.body },
      });
      expect((await call('POST', `/workflows/${id}/publish`, { running: 'finish' })).body.code).toBe(
        'workflow_unchanged',
      );
      await done('PUT', `/email-templates/${templateId}`, { subject: 'Second' });
      expect((await done('GET', `/workflows/${id}/versions/1`)).definition.nodes.mail.subject).toBe(
        email.subject,
      );
      const dry = await done('POST', `/workflows/${id}/test`, {});
      expect(JSON.stringify(dry)).toContain('Second');
      const second = await done('POST', `/workflows/${id}/publish`, { running: 'finish' });
      expect(second.version.definition.nodes.mail).toMatchObject({ subject: 'Second', templateVersion: 2 });
    });

    it('are not deleted while the draft or the published version names them', async () => {
      const { id: templateId } = await makeEmail();
      const { id } = await workflow({ templateId });
      await done('POST', `/workflows/${id}/publish`, { running: 'finish' });
      const { draftRevision } = await done('GET', `/workflows/${id}`);
      await done('PUT', `/workflows/${id}/draft`, {
        definition: definition({ subject: 'a', body: '<p>a</p>' }),
        revision: draftRevision,
      });
      await lab.call(team, 'PUT', `/workflows/${id}`, { name: 'Renamed' });
      expect((await call('DELETE', `/email-templates/${templateId}`)).body.usedBy).toMatchObject([
        { kind: 'workflow', name: 'Renamed' },
      ]);
      await done('POST', `/workflows/${id}/publish`, { running: 'finish' });
      expect((await call('DELETE', `/email-templates/${templateId}`)).status).toBe(204);
    });

    it('that are not there, are off or are of the other channel are problems of the step', async () => {
      const { id: off } = await makeEmail({ isActive: false });
      const { id: text } = await makeSms();
      const problems = async (mail: object) => {
        const { id } = await workflow({});
        const answer = await done('POST', `/workflows/${id}/validate`, { definition: definition(mail) });
        return answer.problems.map(({ path, code }: { path: string; code: string }) => [path, code]);
      };
      expect(await problems({ templateId: newId() })).toEqual([
        ['/nodes/mail/templateId', 'unknown_template'],
      ]);
      expect(await problems({ templateId: text })).toEqual([['/nodes/mail/templateId', 'unknown_template']]);
      expect(await problems({ templateId: off })).toEqual([['/nodes/mail/templateId', 'template_inactive']]);
      expect(await problems({})).toEqual([
        ['/nodes/mail/subject', 'required'],
        ['/nodes/mail/body', 'required'],
      ]);
    });
  });
});
