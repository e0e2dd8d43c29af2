export { Breaker, type CircuitState } from './breaker';
export { Callees, type CalleesOptions } from './callees';
export { type CalleeFailure, CalleeRefused, CalleeUnavailable } from './errors';
export type { CalleeRequest } from './request';
