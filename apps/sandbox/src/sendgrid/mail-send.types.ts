export interface MailAddress {
  email: string;
  name?: string;
}

export interface Personalization {
  to: MailAddress[];
  cc?: MailAddress[];
  bcc?: MailAddress[];
  from?: MailAddress;
  subject?: string;
  headers?: Record<string, string>;
  substitutions?: Record<string, string>;
  dynamic_template_data?: Record<string, unknown>;
  custom_args?: Record<string, string>;
  send_at?: number;
}

/** The part of a `POST /v3/mail/send` body the sandbox reads. */
export interface MailSend {
  personalizations: Personalization[];
  from: MailAddress;
  reply_to?: MailAddress;
  reply_to_list?: MailAddress[];
  subject?: string;
  content?: { type: string; value: string }[];
  attachments?: { content: string; type?: string; filename: string; disposition?: string }[];
  template_id?: string;
  headers?: Record<string, string>;
  categories?: string[];
  custom_args?: Record<string, string>;
  send_at?: number;
  asm?: { group_id: number };
  mail_settings?: { sandbox_mode?: { enable?: boolean } };
}

export interface MailError {
  message: string;
  field: string | null;
  help: string | null;
}
