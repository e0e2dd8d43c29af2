/** Whether the tests run with their full numbers: `npm run reliability`. */
export const full = process.env.RELIABILITY === 'full';

/** How much of something a test does: little with all other tests, much by `npm run reliability`. */
export const sized = (small: number, large: number): number => (full ? large : small);
