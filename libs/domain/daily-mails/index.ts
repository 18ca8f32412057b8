export { DailyMailPayload } from './daily-mail';
export type { DailyMail, DailyMailSetting } from './daily-mail';
export { DailyMailsModule } from './daily-mails.module';
export { DailyMails } from './daily-mails.service';
