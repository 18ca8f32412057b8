export { LeadsHttpModule } from './leads-http.module';
