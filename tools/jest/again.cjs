/**
 * Tests of services wait for real processes, sockets and brokers: a busy machine can be late for one of them.
 * Such a test is run once more, its first failure is printed, and the reporter names it at the end.
 */
jest.retryTimes(1, { logErrorsBeforeRetry: true });
