import { accountTemplates } from './account-templates';
import { noticeTemplates } from './notice-templates';
import { orderTemplates } from './order-templates';
import { paymentTemplates } from './payment-templates';
import { sellerTemplates } from './seller-templates';
import type { Template } from './template';

const table = { ...accountTemplates, ...orderTemplates, ...noticeTemplates, ...paymentTemplates, ...sellerTemplates };

export type TemplateName = keyof typeof table;

/** Every kind of message, by name. */
export const templates: Readonly<Record<TemplateName, Template>> = table;

/** A template, if there is one of this name; names come from callers and from rows that an older version has written. */
export const templateNamed = (name: string): Template | undefined =>
  Object.hasOwn(table, name) ? templates[name as TemplateName] : undefined;

/** Names of the templates that carry secrets, for statements. */
export const secretTemplates: readonly string[] = Object.entries(templates).flatMap(([name, { secret }]) => (secret ? [name] : []));

/** Names of the messages that a machine may be told of. */
export const openTemplates: readonly string[] = Object.keys(templates).filter((name) => !secretTemplates.includes(name));

export { render } from './render';
export { kinds, type Locale, localeOf, locales, type Template, type TemplateData, type Wording } from './template';
