import twilio from 'twilio';
import published from '../../test/vectors/twilio-signature.json' with { type: 'json' };
import { twilioSignature } from './twilio-signature';

const forms = published.vectors.filter((vector) => vector.kind === 'form' && vector.valid && vector.params);

describe('the Twilio signature', () => {
  it('has vectors to be held against', () => expect(forms.length).toBeGreaterThanOrEqual(8));

  it.each(forms)('follows the published vector: $name', ({ authToken, url, params, signature }) => {
    const fields = Object.fromEntries(
      Object.entries(params ?? {}).map(([name, value]) => [name, value as string | string[]]),
    );
    // Receivers accept a signature over the URL with or without its port, as configured or normalised; the vectors hold all.
    const { protocol, port } = new URL(url);
    const standard = protocol === 'https:' ? ':443' : ':80';
    const withPort = port ? url : url.replace(/^(\w+:\/\/[^/?#]+)/, `$1${standard}`);
    const withoutPort = port ? url.replace(`:${port}`, '') : url;
    const ours = [url, withPort, withoutPort, new URL(url).href].map((variant) =>
      twilioSignature(authToken, variant, fields),
    );
    expect(ours).toContain(signature);
  });

  it('satisfies the SDK, and only for these fields, this URL and this token', () => {
    const url = 'https://crm.example.com/api/webhooks/twilio/status?mid=a%27b';
    const fields = { Body: " Can't stop: 50 % + ü 👍 ", From: '+15558675310', Empty: '' };
    const signature = twilioSignature('token', url, fields);
    expect(twilio.validateRequest('token', signature, url, fields)).toBe(true);
    expect(twilio.validateRequest('other', signature, url, fields)).toBe(false);
    expect(twilio.validateRequest('token', signature, `${url}&x=1`, fields)).toBe(false);
    expect(twilio.validateRequest('token', signature, url, { ...fields, Body: 'STOP' })).toBe(false);
  });
});
