export { LeadPage, LeadResponse } from './lead.dto';
export { LeadsHttpModule } from './leads-http.module';
