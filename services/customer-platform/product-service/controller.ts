import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { Products } from './products';
import { changeProduct, createProduct, getBySlug, getProduct, listProducts, type Product, publishProduct, retireProduct } from './routes';

@Controller()
export class ProductController {
  constructor(private readonly products: Products) {}

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
    return this.products.find(request, { slug: request.params.slug }, request.caller);
  }

  @Route(getProduct)
  get(request: RequestOf<typeof getProduct>): Promise<Product> {
    return this.products.find(request, { id: request.params.id }, request.caller);
  }

  @Route(listProducts)
  list(request: RequestOf<typeof listProducts>): Promise<AnswerOf<typeof listProducts>> {
    return this.products.list(request);
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
