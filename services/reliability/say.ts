/** Tells in one line what a test has seen: numbers that no assertion shows. */
export const say = (text: string): void => void process.stdout.write(`reliability: ${text}\n`);
