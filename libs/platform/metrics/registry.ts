import { collectDefaultMetrics, Registry } from 'prom-client';

/** All metrics of this process, served at /metrics by api and worker. */
export const metricsRegistry = new Registry();

collectDefaultMetrics({ register: metricsRegistry });
