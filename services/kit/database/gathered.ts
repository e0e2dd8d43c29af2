interface Waiting<Key, Found> {
  readonly key: Key;
  readonly resolve: (found: Found | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Most keys of one lookup. */
const most = 100;

/**
 * Looks up together what is asked for while a lookup is under way: a service at rest answers as fast as ever, a busy one needs a fraction
 * of the statements. What fails, fails for all that were asked together.
 */
export class Gathered<Key, Found> {
  private waiting: Waiting<Key, Found>[] = [];
  private busy = false;

  /** `lookUp` gives for each key what it found, in the order of the keys. */
  constructor(private readonly lookUp: (keys: readonly Key[]) => Promise<readonly (Found | undefined)[]>) {}

  find(key: Key): Promise<Found | undefined> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ key, resolve, reject });
      if (!this.busy) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.busy = true;
    while (this.waiting.length > 0) {
      const now = this.waiting.splice(0, most);
      try {
        const found = await this.lookUp(now.map(({ key }) => key));
        for (const [at, { resolve }] of now.entries()) resolve(found[at]);
      } catch (error) {
        for (const { reject } of now) reject(error);
      }
    }
    this.busy = false;
  }
}
