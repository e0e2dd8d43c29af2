import { v7 } from 'uuid';
import { type Published, type TestedService, testService } from '#kit/testing';
import { ProductModule } from './module';
import definition from './service';

type Answer = Awaited<ReturnType<TestedService['request']>>;

/** The service under test with one category, the people of a shop, and the steps that most tests begin with. */
export interface Catalogue extends TestedService {
  readonly categoryId: string;
  readonly sellerId: string;
  /** Tokens: of the seller of everything below, of another one, of who may change all, of a customer, of a service that sells. */
  readonly seller: string;
  readonly rival: string;
  readonly merchandiser: string;
  readonly customer: string;
  readonly till: string;
  /** Creates a product. */
  create(change?: object, token?: string, key?: string): Promise<Answer>;
  /** Puts a variant for 12.50 EUR on a product that has this version. */
  put(productId: string, version: number, sku: string, change?: object, token?: string): Promise<Answer>;
  /** Creates a product with one variant, published; version 3. */
  onShelf(sku: string, change?: object): Promise<string>;
  act(productId: string, verb: 'publish' | 'retire', token?: string): Promise<Answer>;
  /** Events about a product, without the name of their topic: 'updated'. */
  told(productId: string): Promise<{ what: string; version: number; data: Published['data'] }[]>;
}

export const mug = { options: { color: 'blue' }, price: { amount: 1250, currency: 'EUR' }, weightGrams: 300, active: true };

/** Status and code of a refusal. */
export const refusal = ({ status, body }: Answer): [number, string] => [status, body.code];

export const testCatalogue = async (): Promise<Catalogue> => {
  const service = await testService({ name: 'product-service', definition, module: ProductModule });
  const [categoryId, sellerId] = [v7(), v7()];
  await service.sql("INSERT INTO categories (id, name, slug, path) VALUES ($1, 'Mugs', 'mugs', '{Mugs}')", [categoryId]);
  const as = (scope: string, subject = v7()) => service.token({ subject, scopes: [scope] });
  const people = {
    seller: await as('products:own', sellerId),
    rival: await as('products:own'),
    merchandiser: await as('products:write'),
    customer: await as('orders:own'),
    till: await as('products:quote', 'svc:order-service'),
  };
  const create: Catalogue['create'] = (change = {}, token = people.seller, key = v7()) =>
    service.request('POST', '/products', { token, key, body: { name: 'Blue mug', description: 'Holds tea.', categoryId, ...change } });
  const put: Catalogue['put'] = (id, version, sku, change = {}, token = people.seller) =>
    service.request('PUT', `/products/${id}/variants/${sku}`, { token, ifMatch: `"${version}"`, body: { ...mug, ...change } });
  const act: Catalogue['act'] = (id, verb, token = people.seller) => service.request('POST', `/products/${id}/${verb}`, { token });
  const onShelf = async (sku: string, change = {}): Promise<string> => {
    const { productId } = (await create()).body;
    await put(productId, 1, sku, change);
    await act(productId, 'publish');
    return productId;
  };
  const told: Catalogue['told'] = async (productId) =>
    (await service.published())
      .filter(({ key }) => key === productId)
      .map(({ type, data, headers }) => ({
        what: type.split('.').slice(1, 3).join('.'),
        version: Number(headers.ce_aggregateversion),
        data,
      }));
  return { ...service, categoryId, sellerId, ...people, create, put, act, onShelf, told };
};
