import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServiceDefinition } from '#model';
import type { Clock } from './clock';
import type { KitSettings, Variables } from './config';
import type { EventBus } from './events/bus';
import type { AnyRoute } from './http/route';
import type { Lifecycle } from './lifecycle';
import type { Ports } from './ports/open-ports';
import type { ServiceModuleClass } from './service-module';
import type { SpanSink, Telemetry } from './telemetry';

/** What a service is started with. */
export interface StartOptions {
  readonly definition: ServiceDefinition;
  readonly module: ServiceModuleClass;
  /** Settings by name, as a container gives them. */
  readonly variables: Variables;
  /** Carries events; needed where the definition names any. */
  readonly bus?: ((settings: KitSettings, telemetry: Telemetry) => EventBus) | undefined;
  /** @default - the machine's time */
  readonly clock?: Clock;
  /** Where log lines go. @default - standard output */
  readonly logTo?: { write(line: string): void };
  /** @default - the collector that the settings name, or the latest in memory */
  readonly spans?: SpanSink;
}

/** A service that runs. */
export interface RunningService {
  readonly name: string;
  readonly url: string;
  readonly settings: KitSettings;
  readonly telemetry: Telemetry;
  /** The instances of Nest, for tests. */
  readonly app: NestFastifyApplication;
  readonly lifecycle: Lifecycle;
  /** Cache, queues and buckets, for tests. */
  readonly ports: Ports;
  readonly handlers: readonly string[];
  /** Every route that it serves, the kit's own among them. */
  readonly contracts: readonly AnyRoute[];
  /** Drains and stops; `drainMs` overrides the setting. May be called again. */
  stop(drainMs?: number): Promise<void>;
}
