export { WorkflowsHttpModule } from './workflows-http.module';
