import { type Caller, notFound } from '#kit';

/** The person who asks. A service has no messages of its own. */
export const personOf = ({ subject, isService }: Caller): string => {
  if (isService) throw notFound();
  return subject;
};
