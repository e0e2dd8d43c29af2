import type { Template, Wording } from './template';

/** Tags that words may be dressed in; links are looked at separately. */
const plainTag = /^<\/?(?:p|br|strong|em|b|i|u|ul|ol|li|h1|h2|h3|div|span|table|tbody|thead|tr|td|th|hr) ?\/?>$/;
const linkTag = /^<a href="(?:\{\{link\}\}|https:\/\/[^"{}<>\s]+)">$|^<\/a>$/;

/** What stands between double braces, whether it is a variable or not. */
const braced = /\{\{([^{}]*)\}\}/g;
const alone = /(?<!\S)\{\{link\}\}(?!\S)/g;

/** Names that words of a template may use. What opens a door appears in its link only. */
const namesOf = ({ variables, secret, link, linkFrom }: Template): string[] => {
  const inLink = [...(link ?? '').matchAll(braced)].map(([, name]) => name);
  return [
    ...['greeting', 'closing', ...(link || linkFrom ? ['link'] : [])],
    ...Object.keys(variables).filter((name) => !(secret && (name === linkFrom || inLink.includes(name)))),
  ];
};

/**
 * What is wrong with words for a template, one line each. They may hold variables, and a little HTML without anything that runs, loads or
 * leads elsewhere with what a variable holds.
 */
export const mistakesOf = (wording: Wording, template: Template): string[] => {
  const names = namesOf(template);
  const fields = Object.entries(wording).filter(([field]) => field === 'subject' || field === 'text' || field === 'html');
  return [
    ...fields.flatMap(([field, words]) => variableMistakes(field, words, names)),
    ...tagMistakes(wording.html),
    ...linkMistakes(wording, names),
  ];
};

const variableMistakes = (field: string, words: string, names: readonly string[]): string[] => {
  const used = [...words.matchAll(braced)].map(([, name = '']) => name);
  const unknown = [...new Set(used.filter((name) => !names.includes(name)))];
  return [
    ...unknown.map((name) => `${field} uses {{${name}}}; the variables are ${names.join(', ')}`),
    ...(/[{}]/.test(words.replace(braced, '')) ? [`${field} has braces that are no variable; write {{name}}`] : []),
  ];
};

const tagMistakes = (html: string): string[] => {
  const tags = html.match(/<[^<>]*>/g) ?? [];
  const wrong = [...new Set(tags.filter((tag) => !plainTag.test(tag) && !linkTag.test(tag)))];
  const rest = html.replace(/<[^<>]*>/g, '');
  return [
    ...wrong.map((tag) => `html has ${tag.slice(0, 60)}; use plain tags without attributes, and links as <a href="{{link}}">`),
    ...(/[<>]/.test(rest) ? ['html has < or > outside of a tag; write &lt; and &gt;'] : []),
  ];
};

/** A link that is glued to other words could lead elsewhere and take what it holds along; one that is missing makes many messages useless. */
const linkMistakes = ({ subject, text, html }: Wording, names: readonly string[]): string[] => {
  if (!names.includes('link')) return [];
  const count = (words: string, pattern: RegExp): number => words.match(pattern)?.length ?? 0;
  const shown = html.replace(/<[^<>]*>/g, ' ');
  return [
    ...(subject.includes('{{link}}') ? ['subject uses {{link}}; it belongs into text and html'] : []),
    ...(count(text, alone) === 0 ? ['text has no {{link}}; give it one'] : []),
    ...(html.includes('<a href="{{link}}">') ? [] : ['html has no link; write <a href="{{link}}">']),
    ...[text, shown]
      .filter((words) => count(words, alone) !== count(words, /\{\{link\}\}/g))
      .map(() => 'a {{link}} touches other words; put spaces around it'),
  ];
};
