import { Module } from '@nestjs/common';
import { MessagingModule } from '../messaging.module';
import { MessagesController } from './messages.controller';
import { OwnAccountsController } from './own-accounts.controller';
import { receiptControllers } from './receipt-controllers';

@Module({
  imports: [MessagingModule],
  controllers: [MessagesController, OwnAccountsController, ...receiptControllers],
})
export class MessagingHttpModule {}
