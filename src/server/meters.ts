/** What Prometheus reads. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Memory } from './memory.ts';
import type { Queue } from './queue.ts';

export interface Meters {
  request(of: { readonly method: string; readonly route: string; readonly status: number }, seconds: number): void;
  jobEnded(state: string): void;
  readonly contentType: string;
  text(): Promise<string>;
}

export function createMeters(queue: Queue, memory: Memory): Meters {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const labelNames = ['method', 'route', 'status'] as const;
  const requests = new Counter({ name: 'subpixel_requests_total', help: 'Requests that were answered', labelNames, registers });
  const durations = new Histogram({
    name: 'subpixel_request_seconds',
    help: 'Time from a request to its answer',
    labelNames: ['route'] as const,
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300],
    registers,
  });
  const jobs = new Counter({ name: 'subpixel_jobs_total', help: 'Jobs that ended', labelNames: ['state'] as const, registers });
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  gauge('subpixel_queue_waiting', 'Pictures that wait', () => queue.waiting);
  gauge('subpixel_queue_running', 'Pictures that are worked on', () => queue.running);
  gauge('subpixel_upload_bytes', 'Bytes of uploads in memory', () => memory.held);
  return {
    request({ method, route, status }, seconds) {
      requests.inc({ method, route, status });
      durations.observe({ route }, seconds);
    },
    jobEnded: (state) => jobs.inc({ state }),
    contentType: register.contentType,
    text: () => register.metrics(),
  };
}
