import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Problem, staleVersion } from '#kit';
import { type Locale, type Template, templateNamed, type Wording } from '.';
import { mistakesOf } from './wording-rules';

/** The words of a template in one language, and how often they were changed. */
export interface VersionedWording extends Wording {
  /** 1 for the words in the code. */
  readonly version: number;
}

const builtIn = 1;

/** Words that operators have put in place of those in the code. */
@Injectable()
export class StoredWordings {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The stored words; none where those in the code hold. */
  async find(context: Context, name: string, locale: Locale): Promise<VersionedWording | undefined> {
    const [stored] = await this.database.query<VersionedWording>(
      context,
      'wording_get',
      'SELECT subject, text, html, version FROM templates WHERE name = $1 AND locale = $2',
      [name, locale],
    );
    return stored;
  }

  /** The words that hold. */
  async current(context: Context, name: string, locale: Locale): Promise<VersionedWording | undefined> {
    const template = templateNamed(name);
    if (template === undefined) return undefined;
    return (await this.find(context, name, locale)) ?? { ...template.wordings[locale], version: builtIn };
  }

  /** Stores words in place of the version that the caller has read. */
  async put(
    context: Context,
    { name, locale, wording, expected }: { name: string; locale: Locale; wording: Wording; expected: number },
  ): Promise<VersionedWording> {
    const { subject, text, html } = wording;
    const values = [name, locale, subject, text, html, this.clock.now()];
    const [stored] =
      expected === builtIn
        ? await this.database.query<VersionedWording>(
            context,
            'wording_add',
            `INSERT INTO templates (name, locale, version, subject, text, html, created_at, updated_at) VALUES ($1, $2, ${builtIn + 1}, $3, $4, $5, $6, $6)
             ON CONFLICT DO NOTHING RETURNING subject, text, html, version`,
            values,
          )
        : await this.database.query<VersionedWording>(
            context,
            'wording_change',
            `UPDATE templates SET version = version + 1, subject = $3, text = $4, html = $5, updated_at = $6
             WHERE name = $1 AND locale = $2 AND version = $7 RETURNING subject, text, html, version`,
            [...values, expected],
          );
    if (stored === undefined) throw staleVersion();
    return stored;
  }
}

/** The template of a name; refuses names that no template has. */
export const wantedTemplate = (name: string): Template => {
  const template = templateNamed(name);
  if (template === undefined) throw new Problem(422, 'unknown-template', 'there is no template of this name');
  return template;
};

/** Refuses words that a template must not have. */
export const refuseBad = (wording: Wording, template: Template): void => {
  const mistakes = mistakesOf(wording, template);
  if (mistakes.length > 0) throw new Problem(422, 'bad-template', mistakes.slice(0, 10).join('; '));
};
