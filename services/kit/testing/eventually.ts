/** Waits until something holds; half a minute at most, unless told otherwise. */
export const eventually = async (what: string, holds: () => Promise<boolean>, mostMs = 30_000): Promise<void> => {
  const end = Date.now() + mostMs;
  for (;;) {
    if (await holds().catch(() => false)) return;
    if (Date.now() > end) throw new Error(`waited ${mostMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
