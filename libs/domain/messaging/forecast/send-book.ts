import { forecastSend } from './forecast-send';
import type { PlannedSend, SendForecast, SendOutlook } from './forecast.types';

/** The send gate on the virtual clock: it remembers the marketing it let go, which counts against caps. */
export class SendBook {
  private readonly let = new Map<string, Date[]>();

  constructor(private readonly outlook: SendOutlook) {}

  forecast(planned: PlannedSend): SendForecast {
    const key = `${planned.leadId}:${planned.channel}`;
    const before = this.let.get(key) ?? [];
    const forecast = forecastSend(this.outlook, planned, before);
    if (forecast.at && planned.purpose === 'marketing') this.let.set(key, [...before, forecast.at]);
    return forecast;
  }
}
