import { accountTemplates } from './account-templates';
import { noticeTemplates } from './notice-templates';
import { orderTemplates } from './order-templates';
import type { Template } from './template';

const table = { ...accountTemplates, ...orderTemplates, ...noticeTemplates };

export type TemplateName = keyof typeof table;

/** Every kind of message, by name. */
export const templates: Readonly<Record<TemplateName, Template>> = table;

/** A template, if there is one of this name; names come from callers and from rows that an older version has written. */
export const templateNamed = (name: string): Template | undefined =>
  Object.hasOwn(table, name) ? templates[name as TemplateName] : undefined;

/** Names of the templates that carry secrets, for statements. */
export const secretTemplates: readonly string[] = Object.entries(templates).flatMap(([name, { secret }]) => (secret ? [name] : []));

export { render } from './render';
export { kinds, localeOf, type Template, type TemplateData } from './template';
