export { CustomFieldsHttpModule } from './custom-fields-http.module';
