import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { Catalogue } from './catalogue';
import { type ExportedProduct, exportProducts, listProducts, relatedProducts } from './list-routes';
import { Products } from './products';
import { changeProduct, createProduct, getBySlug, getProduct, type Product, publishProduct, retireProduct } from './routes';

@Controller()
export class ProductController {
  constructor(
    private readonly products: Products,
    private readonly catalogue: Catalogue,
  ) {}

  @Route(createProduct)
  create(request: RequestOf<typeof createProduct>): Promise<Product> {
    return this.products.create(request);
  }

  @Route(changeProduct)
  change(request: RequestOf<typeof changeProduct>): Promise<Product> {
    return this.products.change(request);
  }

  @Route(getBySlug)
  bySlug(request: RequestOf<typeof getBySlug>): Promise<Product> {
    return this.catalogue.bySlug(request, request.params.slug, request.caller);
  }

  @Route(getProduct)
  get(request: RequestOf<typeof getProduct>): Promise<Product> {
    return this.catalogue.byId(request, request.params.id, request.caller);
  }

  @Route(listProducts)
  list(request: RequestOf<typeof listProducts>): Promise<AnswerOf<typeof listProducts>> {
    return this.catalogue.list(request);
  }

  @Route(relatedProducts)
  related(request: RequestOf<typeof relatedProducts>): Promise<AnswerOf<typeof relatedProducts>> {
    return this.catalogue.related(request);
  }

  @Route(exportProducts)
  export(request: RequestOf<typeof exportProducts>): Promise<AsyncIterable<ExportedProduct>> {
    return this.catalogue.export(request);
  }

  @Route(publishProduct)
  publish(request: RequestOf<typeof publishProduct>): Promise<Product> {
    return this.products.publish(request, request.params.id, request.caller);
  }

  @Route(retireProduct)
  retire(request: RequestOf<typeof retireProduct>): Promise<Product> {
    return this.products.retire(request, request.params.id, request.caller);
  }
}
