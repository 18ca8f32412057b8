import { Module } from '@nestjs/common';
import { MessagingModule } from '../messaging.module';
import { MessagesController } from './messages.controller';
import { receiptControllers } from './receipt-controllers';

@Module({ imports: [MessagingModule], controllers: [MessagesController, ...receiptControllers] })
export class MessagingHttpModule {}
