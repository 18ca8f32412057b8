export { AppointmentsHttpModule } from './appointments-http.module';
