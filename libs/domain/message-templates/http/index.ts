export { MessageTemplatesHttpModule } from './message-templates-http.module';
