export { RoutingHttpModule } from './routing-http.module';
