/** Addresses of the web and of mail: what advertises, and what gives a person away. */
const contact = /\bhttps?:|\bwww\.|\w@\w/i;

/** Why a text must not be published before a moderator has seen it; `undefined` where nothing speaks against it. */
export const objectionTo = (...texts: readonly string[]): 'contact' | undefined =>
  texts.some((text) => contact.test(text)) ? 'contact' : undefined;
