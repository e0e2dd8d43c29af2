import type { Clock, Received } from '#kit';

/** When an event happened; now, where its producer did not say it in a way that can be read. */
export const timeOf = ({ time }: Received<unknown>, clock: Clock): Date => {
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? clock.now() : at;
};
