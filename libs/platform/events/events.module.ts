import { Global, Module } from '@nestjs/common';
import { EventsRepository } from './events.repository';
import { Events } from './events.service';

@Global()
@Module({ providers: [Events, EventsRepository], exports: [Events, EventsRepository] })
export class EventsModule {}
