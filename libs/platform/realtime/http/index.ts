export { RealtimeHttpModule } from './realtime-http.module';
