import pins from './pins.json';

/**
 * An image at its pinned digest. One whose digest nobody has looked up yet is named by its tag alone; only images for a laptop may be.
 * Each pin says since when it stands, and whether it was compared with the registry.
 */
export const pinned = (image: keyof typeof pins.images): string => {
  const { digest } = pins.images[image];
  return digest === null ? image : `${image}@${digest}`;
};
