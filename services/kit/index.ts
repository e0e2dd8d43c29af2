export { Breaker, CalleeRefused, type CalleeRequest, Callees, CalleeUnavailable } from './callees';
export { Clock, ManualClock } from './clock';
export { settings } from './config';
export type { Caller, Context } from './context';
export { Database } from './database/database';
export { brokenUnique } from './database/errors';
export { Forward } from './database/kit-tables';
export type { Transaction } from './database/transaction';
export { type EventData, ImpossibleEvent, On, type Received } from './events/on';
export { Every } from './every';
export { alias } from './http/alias';
export { instant, pageOf, pageQuery, positionOf, toPage } from './http/pages';
export { notFound, Problem, staleVersion, validationFailed } from './http/problem';
export { type AnswerOf, type RateLimit, type RequestOf, Route, route } from './http/route';
export { Does, type Job, type JobState, Jobs } from './jobs';
export { type Erased, PersonalData } from './personal-data';
export { Cache } from './ports/cache';
export { type ObjectFacts, Objects, type Upload, uploadHeaders } from './ports/objects';
export { FromQueue, Queues } from './ports/queues';
export { runService } from './run-service';
export { Late } from './saga/late';
export { type Saga, type SagaMove, Sagas } from './saga/sagas';
export { SagaTables1763800000000 } from './saga/tables';
export { seal, unseal } from './seal';
export { ServiceModule } from './service-module';
export { Metrics } from './telemetry';
export {
  type PublicAnswer,
  PublicFetch,
  PublicFetchFailed,
  type PublicFetchOptions,
  type PublicFetchRule,
  type PublicRequest,
} from './webhooks/public-fetch';
export { signWebhook, verifyWebhook, type WebhookRefusal, webhookHeaders } from './webhooks/standard-webhooks';
