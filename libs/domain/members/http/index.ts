export { MembersHttpModule } from './members-http.module';
