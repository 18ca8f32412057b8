import { Module } from '@nestjs/common';
import { DailyMailsRepository } from './daily-mails.repository';
import { DailyMails } from './daily-mails.service';

@Module({ providers: [DailyMails, DailyMailsRepository], exports: [DailyMails] })
export class DailyMailsModule {}
