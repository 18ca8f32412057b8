import { Module } from '@nestjs/common';
import { customFieldJobs, CustomFieldsModule } from '@domain/custom-fields';
import { handle } from '@platform/jobs/worker';
import { ClearFieldHandler } from './clear-field.handler';

@Module({ imports: [CustomFieldsModule], providers: handle(customFieldJobs, { clear: ClearFieldHandler }) })
export class CustomFieldsWorkerModule {}
