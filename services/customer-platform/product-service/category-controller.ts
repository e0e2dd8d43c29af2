import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { Categories } from './categories';
import { type Category, changeCategory, createCategory, listCategories } from './category-routes';

@Controller()
export class CategoryController {
  constructor(private readonly categories: Categories) {}

  @Route(listCategories)
  async list(request: RequestOf<typeof listCategories>): Promise<AnswerOf<typeof listCategories>> {
    return { data: await this.categories.list(request) };
  }

  @Route(createCategory)
  create(request: RequestOf<typeof createCategory>): Promise<Category> {
    return this.categories.create(request);
  }

  @Route(changeCategory)
  change(request: RequestOf<typeof changeCategory>): Promise<Category> {
    return this.categories.change(request);
  }
}
