import type { Schema } from '../example';

/** What does not change the meaning of a schema. */
const remarks = new Set(['$id', '$schema', 'title', 'description', 'examples']);

/**
 * What in a schema's new form would break consumers that were written for the old one, or old events that are still kept: everything but
 * optional fields that are added. Each with the place of the field.
 */
export const breakingChanges = (before: Schema, after: Schema, at = 'data'): string[] => {
  const [old, now] = [before.properties ?? {}, after.properties ?? {}];
  const required = (schema: Schema, name: string): boolean => schema.required?.includes(name) ?? false;
  return [
    ...Object.keys(old)
      .filter((name) => now[name] === undefined)
      .map((name) => `'${at}.${name}' is gone`),
    ...Object.keys(now)
      .filter((name) => required(after, name) !== required(before, name) && (old[name] || required(after, name)))
      .map((name) =>
        old[name] ? `'${at}.${name}' is ${required(after, name) ? 'required' : 'optional'} now` : `'${at}.${name}' is new and required`,
      ),
    ...Object.entries(now).flatMap(([name, schema]) => (old[name] ? breakingChanges(old[name], schema, `${at}.${name}`) : [])),
    ...(before.items && after.items ? breakingChanges(before.items, after.items, `${at}[]`) : []),
    ...(rest(before) === rest(after) ? [] : [`'${at}' is described otherwise: ${rest(after)}, and was ${rest(before)}`]),
  ];
};

/** A schema without what is compared by itself. */
const rest = ({ properties, required, items, ...others }: Schema): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries({ ...others, isList: items !== undefined })
        .filter(([name, value]) => !remarks.has(name) && value !== false)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  );
