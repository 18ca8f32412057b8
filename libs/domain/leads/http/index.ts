export { LeadsHttpModule } from './leads-http.module';
export { LeadFilterQuery } from './lead-query.dto';
export { LeadResponse } from './lead.dto';
