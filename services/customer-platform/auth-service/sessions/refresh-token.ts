import { fingerprint, newSecret } from '../tokens/sealing';

/** A refresh token, `<family>.<turn>`: the first part stays the same for all tokens of a session, the second is new at each turn. */
export interface RefreshToken {
  readonly text: string;
  /** Finds the session, whichever of its tokens is shown: so an old token is recognised however often it was replaced. */
  readonly familyHash: Buffer;
  /** Tells the tokens of a session apart. */
  readonly hash: Buffer;
}

const form = /^([\w-]{22})\.[\w-]{43}$/;

/** The parts of a token; none when it was not made here. */
export const readRefreshToken = (text: string): RefreshToken | undefined => {
  const family = form.exec(text)?.[1];
  return family === undefined ? undefined : { text, familyHash: fingerprint(family), hash: fingerprint(text) };
};

/** The first token of a session. */
export const firstRefreshToken = (): RefreshToken => tokenOf(newSecret(16));

/** The token that takes the place of another. */
export const nextRefreshToken = ({ text }: RefreshToken): RefreshToken => tokenOf(text.split('.')[0] ?? '');

const tokenOf = (family: string): RefreshToken => {
  const text = `${family}.${newSecret(32)}`;
  return { text, familyHash: fingerprint(family), hash: fingerprint(text) };
};
