/** Something that a person wrote and must change, in the one form that every command prints. */
export interface Mistake {
  /** The file to open. */
  readonly file: string;
  /** Id of the rule, for search and for waivers. */
  readonly rule: string;
  /** What is the case, with both values. */
  readonly fact: string;
  /** What to do about it. */
  readonly fix: string;
}

/** `<file>: <rule>: <fact>; <fix>` */
export const inOneLine = ({ file, rule, fact, fix }: Mistake): string => `${file}: ${rule}: ${fact}; ${fix}`;

/** The known name that a mistyped one most likely meant, if one is near. */
export const nearest = (wrong: string, known: Iterable<string>): string | undefined => {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(wrong.length / 4)) + 1;
  for (const name of known) {
    const distance = Math.abs(name.length - wrong.length) < least ? edits(wrong, name) : least;
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
};

/** `did you mean 'a-service'?`, or what else to do where no known name is near. */
export const didYouMean = (wrong: string, known: Iterable<string>, otherwise: string): string => {
  const near = nearest(wrong, known);
  return near === undefined ? otherwise : `did you mean '${near}'?`;
};

/** Letters to insert, delete or replace to turn one text into the other. */
const edits = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
};
