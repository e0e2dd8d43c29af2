/** Draws whole numbers from 0 to `below` - 1. */
export type Draw = (below: number) => number;

/** Numbers by chance that are the same for the same seed. @see https://en.wikipedia.org/wiki/Linear_congruential_generator */
export const chance = (seed: number): Draw => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

/** One of some things, each as likely as its weight. */
export const weighted = <Thing>(draw: Draw, things: readonly (readonly [Thing, number])[]): Thing => {
  let at = draw(things.reduce((sum, [, weight]) => sum + weight, 0));
  const found = things.find(([, weight]) => {
    at -= weight;
    return at < 0;
  });
  if (found === undefined) throw new Error('nothing to draw from');
  return found[0];
};
