import { Counter, Histogram } from 'prom-client';
import { metricsRegistry } from '@platform/metrics';

// What operators watch: how late jobs start, how long they take, how they end.

const lateness = new Histogram({
  name: 'brickwork_job_lateness_seconds',
  help: 'Time between a job being due and being started.',
  labelNames: ['job'],
  buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 60, 300, 3_600],
  registers: [metricsRegistry],
});
const duration = new Histogram({
  name: 'brickwork_job_duration_seconds',
  help: 'Time a job took, by how it ended.',
  labelNames: ['job', 'outcome'],
  buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
  registers: [metricsRegistry],
});
const recovered = new Counter({
  name: 'brickwork_jobs_recovered_total',
  help: 'Jobs the relay or the reconciler had to put back on the queue, by reason.',
  labelNames: ['reason'],
  registers: [metricsRegistry],
});

export const jobMetrics = {
  started(job: string, lateMs: number): void {
    lateness.observe({ job }, Math.max(0, lateMs) / 1_000);
  },
  finished(job: string, outcome: string, tookMs: number): void {
    duration.observe({ job, outcome }, tookMs / 1_000);
  },
  recovered(reason: 'relayed' | 'crashed' | 'dead' | 'overdue' | 'queue_lost', count: number): void {
    if (count > 0) recovered.inc({ reason }, count);
  },
};
