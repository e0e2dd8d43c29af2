/** Words that passwords are made of again and again. */
const words = (
  'administrator administration admin access account amazing america angel animal apple april arsenal august australia ' +
  'awesome baby banana baseball basketball batman beautiful because birthday blessed blink bond boston brandon buster butterfly california ' +
  'changeme change charlie charlotte cheese chelsea chocolate christmas computer cookie cowboy dallas daniel december default diamond dolphin ' +
  'donald dragon elephant england facebook family february flower football forever forgot freedom friday friend friends gandalf germany ginger ' +
  'google guest hannah happiness happy harley hello hockey hunter iloveyou iloveu internet january jennifer jessica jordan july june justin killer ' +
  'king letmein linkedin liverpool london lovely love loveme lucky maggie manager march marina master matrix matthew merlin michael michelle ' +
  'microsoft monday monkey morning mustang mypassword nicole ninja november october orange passphrase password passwort passwd pass patrick ' +
  'peanut pepper phoenix pokemon princess private purple qwerty qwertz rainbow ranger robert samantha samsung saturday scooter secret secure ' +
  'security september shadow silver soccer sophie spiderman spring starwars startrek summer sunday sunflower sunshine superman superstar ' +
  'test tester testing thomas thunder thursday tigger trustno1 tuesday unknown user username victoria wednesday welcome whatever william ' +
  'windows winter wizard yankees yellow'
).split(' ');

const rows = [
  'qwertyuiop',
  'qwertzuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  '1234567890',
  '0123456789',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
];
const alphabet = 'abcdefghijklmnopqrstuvwxyz';

/** Rows that fingers walk along, there and back. */
const walks = [...rows, alphabet].flatMap((row) => [row, [...row].reverse().join('')]);

const signs: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' };

/** Shortest part of a row that counts as a walk. */
const shortestWalk = 3;

const walkAt = (text: string, from: number): number => {
  let longest = 0;
  for (const walk of walks)
    for (let length = Math.max(longest + 1, shortestWalk); from + length <= text.length; length++) {
      if (!walk.includes(text.slice(from, from + length))) break;
      longest = length;
    }
  return longest;
};

/** Whether a text is nothing but walks: `qwertyasdfgh`, `123456789012`. */
const isWalked = (text: string): boolean => {
  for (let at = 0; at < text.length; ) {
    const length = walkAt(text, at);
    if (length === 0) return text.length - at < shortestWalk && at > 0;
    at += length;
  }
  return true;
};

/** Whether a text is one short piece again and again: `abcabcabcabc`. */
const isRepeated = (text: string): boolean => {
  for (let length = 1; length <= Math.min(6, text.length / 2); length++) {
    const piece = text.slice(0, length);
    if (piece.repeat(Math.ceil(text.length / length)).startsWith(text)) return true;
  }
  return false;
};

/** Whether a text is one known word, said once or more. */
const isOneWord = (text: string): boolean => text !== '' && words.some((word) => text.split(word).every((rest) => rest === ''));

const letters = (text: string): string => text.replace(/[^a-z]+/g, '');

/**
 * Whether a password is among those that are tried first: one known word with digits and signs around or in place of letters, a walk over
 * the keyboard, a short piece repeated. A list of passwords would be long, and short of the next year's number behind the same word.
 */
export const isCommon = (password: string): boolean => {
  const text = password.toLowerCase();
  const core = text.replace(/^[^a-z]+|[^a-z]+$/g, '');
  const spelled = [...core].map((sign) => signs[sign] ?? sign).join('');
  const main = [text, core].filter((part) => part.length >= text.length / 2);
  return main.some((part) => isRepeated(part) || isWalked(part)) || [letters(text), letters(spelled)].some(isOneWord);
};
