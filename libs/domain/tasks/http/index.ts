export { TasksHttpModule } from './tasks-http.module';
