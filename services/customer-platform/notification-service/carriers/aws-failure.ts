import { SendFailure } from './carrier';

/** What the clients of AWS tell of a failure. */
interface AwsError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Whether it went wrong before anything was sent. */
const isBeforeSending = ({ name, code = name, message }: AwsError): boolean =>
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|CredentialsProviderError)$/.test(code) || message.includes('without establishing a connection');

/** How often and how long a service of AWS is asked. A second request of the client's own could be a second message. */
export const patience = { maxAttempts: 1, requestHandler: { connectionTimeout: 2000, requestTimeout: 10_000 } } as const;

/** Only what AWS says of the message is final, by the names of its errors; what it says of us, an operator can mend. */
export const awsFailure = (error: unknown, aboutTheMessage: readonly string[]): SendFailure => {
  const failure = error as AwsError;
  const { name, code, $metadata: { httpStatusCode = 0 } = {} } = failure;
  const said = `AWS said ${httpStatusCode || 'nothing'} (${code ?? name})`;
  if (aboutTheMessage.includes(name)) return new SendFailure('refused', said);
  return new SendFailure(httpStatusCode >= 300 || isBeforeSending(failure) ? 'not-taken' : 'unknown', said);
};
