import type { Context } from '#kit';

const silent: Context['log'] = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};

/** The context of the simulated provider's own work: a stranger's, so it is in no trace and no log of the service. */
export const outside: Context = {
  trace: { traceId: '0'.repeat(32), spanId: '0'.repeat(16), sampled: false },
  requestId: 'payment-simulator',
  log: silent,
  deadline: Number.POSITIVE_INFINITY,
};
