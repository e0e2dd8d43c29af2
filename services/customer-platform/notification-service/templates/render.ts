import { kinds, type Locale, type Template, type TemplateData, type Wording } from './template';
import { words } from './words';

/** What a message is made of besides its template. */
interface Occasion {
  readonly locale: Locale;
  readonly data: TemplateData;
  /** What the person wants to be called. @default - a greeting without a name */
  readonly name?: string;
  /** Words in place of the template's own. @default - the template's, in the language */
  readonly wording?: Wording;
  /** Address of the shop, without a slash at the end. */
  readonly shop: string;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const breaks = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/** One line, without what could start a header, end a line or turn the direction of writing. */
const oneLine = (value: string): string => value.replace(breaks, ' ').trim();

const severalLines = (value: string): string => value.split('\n').map(oneLine).join('\n').trim();

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '\n': '<br>' };

const escapeHtml = (value: string): string => value.replace(/[&<>"'\n]/g, (character) => entities[character] ?? '');

const fill = (pattern: string, values: Readonly<Record<string, string>>, turn: (value: string) => string): string =>
  pattern.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new Error(`template: missing-variable: '${name}' has no value; give one`);
    return turn(value);
  });

const moneyText = ({ amount, currency }: { readonly amount: number; readonly currency: string }, locale: Locale): string => {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
};

const timeText = (value: string, locale: Locale): string =>
  value === ''
    ? words[locale].open
    : `${new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(value))} UTC`;

const shown = (value: TemplateData[string], kind: keyof typeof kinds, locale: Locale): string => {
  if (typeof value !== 'string') return moneyText(value, locale);
  if (kind === 'time') return timeText(value, locale);
  if (kind === 'word') return words[locale].of[value] ?? oneLine(value);
  if (kind === 'url') return kinds.url.parse(value);
  return kind === 'lines' ? severalLines(value) : oneLine(value);
};

/** Puts a message into words. Whatever came from outside is text in it: never markup, never a header. */
export const render = (template: Template, { locale, data, name = '', shop, wording = template.wordings[locale] }: Occasion): Wording => {
  const { subject, text, html } = wording;
  const own = Object.fromEntries(
    Object.entries(template.variables).flatMap(([variable, kind]) => {
      const value = data[variable];
      return value === undefined ? [] : [[variable, shown(value, kind, locale)]];
    }),
  );
  const { greeting, closing } = words[locale];
  const values = {
    ...own,
    greeting: greeting(oneLine(name).slice(0, 100)),
    closing,
    ...(template.link && { link: shop + fill(template.link, own, encodeURIComponent) }),
    ...(template.linkFrom && { link: own[template.linkFrom] ?? '' }),
  };
  return {
    subject: oneLine(fill(subject, values, (value) => value)),
    text: fill(text, values, (value) => value),
    html: `<!doctype html>\n<html lang="${locale}"><head><meta charset="utf-8"></head><body>\n${fill(html, values, escapeHtml)}\n</body></html>\n`,
  };
};
