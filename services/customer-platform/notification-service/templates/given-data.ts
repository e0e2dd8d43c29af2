import { Problem } from '#kit';
import { kinds, type Template, type TemplateData } from '.';

/** The values of a template's variables, and nothing else of what was given. Refuses data that lacks one. */
export const chosenFrom = (data: TemplateData, { variables }: Template): TemplateData => {
  const missing = Object.entries(variables).filter(([name, kind]) => !kinds[kind].safeParse(data[name]).success);
  if (missing.length > 0)
    throw new Problem(422, 'missing-variable', `the template needs ${missing.map(([name, kind]) => `${name} (${kind})`).join(', ')}`);
  return Object.fromEntries(Object.keys(variables).flatMap((name) => (data[name] === undefined ? [] : [[name, data[name]]])));
};
