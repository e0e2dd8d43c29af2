import type { KitSettings } from '../config';
import type { Telemetry } from '.';
import { createLog } from './log';
import { Metrics } from './metrics';
import { OtlpSpans } from './otlp';
import { RecentSpans, type SpanSink } from './spans';

interface Sinks {
  readonly logTo?: { write(line: string): void } | undefined;
  readonly spans?: SpanSink | undefined;
}

/** The telemetry of a service, as its settings say. */
export const telemetryOf = (settings: KitSettings, { logTo, spans }: Sinks): Telemetry => {
  const { SERVICE_NAME: service, ENVIRONMENT: environment, SERVICE_VERSION: version, LOG_LEVEL: level } = settings;
  const collector = settings.OTEL_EXPORTER_OTLP_ENDPOINT;
  const metrics = new Metrics();
  metrics.gauge('process_resident_memory_bytes', 'Memory of the process.', () => process.memoryUsage.rss());
  metrics.gauges('app_info', 'The version that runs.', 'version', () => [[version, 1]]);
  return {
    log: createLog({ service, environment, version, level, ...(logTo && { to: logTo }) }),
    metrics,
    spans:
      spans ??
      (collector
        ? new OtlpSpans(collector, { 'service.name': service, 'service.version': version, 'deployment.environment.name': environment })
        : new RecentSpans()),
    sampling: settings.TRACE_SAMPLING,
  };
};
