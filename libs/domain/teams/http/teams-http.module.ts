import { Module } from '@nestjs/common';
import { TeamsModule } from '@domain/teams';
import { BusinessSettingsController } from './business-settings.controller';

@Module({ imports: [TeamsModule], controllers: [BusinessSettingsController] })
export class TeamsHttpModule {}
