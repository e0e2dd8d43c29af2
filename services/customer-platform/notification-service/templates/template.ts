import * as z from 'zod';

/** Languages that people are written to in; others get the first. */
export const locales = ['en', 'de'] as const;
export type Locale = (typeof locales)[number];

/** A language that we write, for a BCP 47 tag such as `de-AT`. */
export const localeOf = (tag: string | null): Locale => locales.find((locale) => tag?.toLowerCase().split('-')[0] === locale) ?? locales[0];

const money = z.object({ amount: z.int(), currency: z.string().regex(/^[A-Z]{3}$/) });

/**
 * What a variable of a template holds: `text` is one line, `lines` may be several, `word` is a code that each language has a word for,
 * `time` is RFC 3339 or empty for no end in sight, `url` is an address on the web.
 */
export const kinds = {
  text: z.string().max(500),
  lines: z.string().max(5000),
  word: z.string().max(100),
  time: z.union([z.iso.datetime(), z.literal('')]),
  money,
  url: z.url({ protocol: /^https?$/ }).max(2000),
} as const;

/** Values for the variables of a template. */
export type TemplateData = Readonly<Record<string, string | z.output<typeof money>>>;

/** What a message says in one language, with `{{variables}}`. */
export interface Wording {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A kind of message. */
export interface Template {
  /** Transactional messages need no consent; marketing does. */
  readonly category: 'transactional' | 'marketing';
  /** The variables besides `greeting`, `closing` and `link`, which every template has. */
  readonly variables: Readonly<Record<string, keyof typeof kinds>>;
  /** Where `{{link}}` leads in the shop. @default - there is no link */
  readonly link?: string;
  /** The variable of kind `url` that `{{link}}` shows, in place of `link`. @default - none */
  readonly linkFrom?: string;
  /** Its data opens a door, so it is forgotten once sent, shown to nobody, and the message cannot be asked for by hand. @default false */
  readonly secret?: boolean;
  /** Two of it are better than none. @default false - a lost message is preferred to a second one */
  readonly resendOnUnknown?: boolean;
  readonly wordings: Readonly<Record<Locale, Wording>>;
}

/** A wording out of paragraphs: the same words for plain text and HTML. Every message starts with a greeting and has a closing. */
export const wording = (subject: string, ...paragraphs: readonly string[]): Wording => {
  const all = ['{{greeting}}', ...paragraphs, '{{closing}}'];
  return {
    subject,
    text: `${all.join('\n\n')}\n`,
    html: all.map((paragraph) => `<p>${paragraph.replaceAll('{{link}}', '<a href="{{link}}">{{link}}</a>')}</p>`).join('\n'),
  };
};
