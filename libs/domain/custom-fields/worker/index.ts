export { CustomFieldsWorkerModule } from './custom-fields-worker.module';
