import { Module } from '@nestjs/common';
import { CustomFieldsModule } from '@domain/custom-fields';
import { CustomFieldsController } from './custom-fields.controller';

@Module({ imports: [CustomFieldsModule], controllers: [CustomFieldsController] })
export class CustomFieldsHttpModule {}
