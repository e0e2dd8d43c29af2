/** Pieces of work that run beside each other, up to a number: one that waits for the provider does not hold up the others. */
export class WorkAtOnce {
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly most: number) {}

  /** How many more may start. */
  get free(): number {
    return this.most - this.running.size;
  }

  start(work: Promise<void>): void {
    const noted = work.finally(() => this.running.delete(noted));
    this.running.add(noted);
  }

  /** Waits until all that runs has ended. */
  async idle(): Promise<void> {
    await Promise.all(this.running);
  }
}
