export { InboxHttpModule } from './inbox-http.module';
