import { Module } from '@nestjs/common';
import { MessageTemplatesModule } from '@domain/message-templates';
import { EmailTemplateVersionsController } from './email-template-versions.controller';
import { EmailTemplatesController } from './email-templates.controller';
import { SmsTemplateVersionsController } from './sms-template-versions.controller';
import { SmsTemplatesController } from './sms-templates.controller';

@Module({
  imports: [MessageTemplatesModule],
  controllers: [
    EmailTemplateVersionsController,
    EmailTemplatesController,
    SmsTemplateVersionsController,
    SmsTemplatesController,
  ],
})
export class MessageTemplatesHttpModule {}
