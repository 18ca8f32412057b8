/** A provider's webhook whose body has not the provider's shape. The body itself is not kept: it is personal data. */
export class MalformedWebhookError extends Error {
  override readonly name = 'MalformedWebhookError';
}
