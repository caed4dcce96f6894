/** A metric that needs a file and an engine, which no metric of ours does without files of other people. */
import { metrics } from '../../src/metrics/index.ts';
import { defineMetric, type MetricDef } from '../../src/metrics/metric.ts';

const registry = metrics as Record<string, MetricDef>;

/** `needy`: the second byte of its file `weights`, and a half more where there is an engine. */
const needy = defineMetric({
  ...{ name: 'needy', title: 'Needy', unit: '', range: 'any', better: 'lower', source: 'the test', color: 'protocol', leastSize: 1 },
  reference: 'hr',
  identical: 0,
  network: true,
  files: { weights: { what: 'two numbers', where: 'the test' } },
  measure: (_sr, _hr, { files, engine }) => files!['weights']![1]! + (engine ? 0.5 : 0),
});

/** Adds it to the metrics, and returns what takes it away again. */
export function addNeedyMetric(): () => void {
  registry['needy'] = needy;
  return () => delete registry['needy'];
}
