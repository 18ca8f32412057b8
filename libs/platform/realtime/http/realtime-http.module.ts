import { Module } from '@nestjs/common';
import { RealtimeModule } from '../realtime.module';
import { EventsController } from './events.controller';
import { LiveAdmission } from './live-admission.service';
import { LivePatrol } from './live-patrol.service';
import { LiveRooms } from './live-rooms.service';
import { LiveSockets } from './live-sockets.service';

@Module({
  imports: [RealtimeModule],
  controllers: [EventsController],
  providers: [LiveAdmission, LivePatrol, LiveRooms, LiveSockets],
})
export class RealtimeHttpModule {}
