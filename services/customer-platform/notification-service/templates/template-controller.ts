import { Controller } from '@nestjs/common';
import { type AnswerOf, notFound, type RequestOf, Route } from '#kit';
import { NotificationSettings } from '../settings';
import { render } from '.';
import { chosenFrom } from './given-data';
import { refuseBad, StoredWordings, wantedTemplate } from './stored-wordings';
import { getTemplate, previewTemplate, putTemplate } from './template-routes';

@Controller()
export class TemplateController {
  constructor(
    private readonly wordings: StoredWordings,
    private readonly settings: NotificationSettings,
  ) {}

  @Route(getTemplate)
  async get(request: RequestOf<typeof getTemplate>): Promise<AnswerOf<typeof getTemplate>> {
    const { name, locale } = request.params;
    const wording = await this.wordings.current(request, name, locale);
    if (wording === undefined) throw notFound();
    return { name, locale, ...wording };
  }

  @Route(putTemplate)
  async put(request: RequestOf<typeof putTemplate>): Promise<AnswerOf<typeof putTemplate>> {
    const { params, body: wording, expectedVersion: expected, caller } = request;
    const { name, locale } = params;
    refuseBad(wording, wantedTemplate(name));
    const stored = await this.wordings.put(request, { name, locale, wording, expected });
    request.log.info(
      { audit: 'template.changed', by: caller.subject, template: name, locale, version: stored.version },
      'template changed',
    );
    return { name, locale, ...stored };
  }

  @Route(previewTemplate)
  async preview(request: RequestOf<typeof previewTemplate>): Promise<AnswerOf<typeof previewTemplate>> {
    const { params, body } = request;
    const { name, locale } = params;
    const template = wantedTemplate(name);
    if (body.wording) refuseBad(body.wording, template);
    const data = chosenFrom(body.data, template);
    const wording = body.wording ?? (await this.wordings.current(request, name, locale)) ?? template.wordings[locale];
    return render(template, { locale, data, shop: this.settings.SHOP_URL, wording });
  }
}
