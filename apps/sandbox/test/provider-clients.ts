import { Client } from '@sendgrid/client';
import { MailService } from '@sendgrid/mail';
import twilio from 'twilio';

export const account = 'ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1';
export const authToken = '12345678901234567890123456789012';

/** The real SDKs, pointed at a sandbox. */
export function mailClient(url: string, apiKey = 'SG.sandbox-key', timeout = 5_000): MailService {
  const client = new Client();
  client.setApiKey(apiKey);
  client.setDefaultRequest('baseUrl', url);
  const mail = new MailService();
  mail.setClient(client);
  mail.setTimeout(timeout);
  mail.setSubstitutionWrappers('', '');
  return mail;
}

export function textClient(url: string, accountSid = account, token = authToken) {
  const client = twilio(accountSid, token, { timeout: 5_000 });
  client.api.baseUrl = url;
  return client;
}

/** A request body of so many recipients, each with its own id. */
export function mailTo(addresses: readonly string[], idPrefix = 'msg') {
  return {
    from: { email: 'agent@brickwork.example', name: 'Agent' },
    subject: 'Hello -name-',
    content: [
      { type: 'text/plain', value: 'Dear -name-' },
      {
        type: 'text/html',
        value: '<p>Dear -name-, <a href="https://homes.example/-ref-?a=1&amp;b=2">see</a></p>',
      },
    ],
    personalizations: addresses.map((email, index) => ({
      to: [{ email }],
      substitutions: { '-name-': `Lead ${index}`, '-ref-': `r${index}` },
      custom_args: { crm_message_id: `${idPrefix}-${index}`, crm_team_id: 'team-1' },
    })),
  };
}

/** Posts a body as it is, past what the SDK would do to it. */
export async function postMail(url: string, body: unknown, apiKey = 'SG.sandbox-key'): Promise<Response> {
  return fetch(`${url}/v3/mail/send`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}
