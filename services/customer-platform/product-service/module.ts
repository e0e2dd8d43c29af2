import { ServiceModule } from '#kit';
import { Catalogue } from './catalogue';
import { Categories } from './categories';
import { CategoryController } from './category-controller';
import { CategoryProducts } from './category-products';
import { ProductController } from './controller';
import { CategoryRow, ImageRow, PriceChangeRow, ProductRow, VariantRow } from './entities';
import { ImageController } from './image-controller';
import { Images } from './images';
import { CreateProducts1763700000000 } from './migrations/1763700000000-create-products';
import { TellOthers1763800000000 } from './migrations/1763800000000-tell-others';
import { Prices } from './prices';
import { ProductCache } from './product-cache';
import { ProductChanges } from './product-changes';
import { ProductView } from './product-view';
import { Products } from './products';
import { Quotes } from './quotes';
import { Ratings } from './ratings';
import { ProductSettings } from './settings';
import { VariantController } from './variant-controller';
import { Variants } from './variants';

@ServiceModule({
  settings: [ProductSettings],
  entities: [CategoryRow, ImageRow, PriceChangeRow, ProductRow, VariantRow],
  migrations: [CreateProducts1763700000000, TellOthers1763800000000],
  controllers: [CategoryController, ImageController, VariantController, ProductController],
  providers: [
    ...[ProductCache, ProductChanges, ProductView],
    ...[Catalogue, Categories, CategoryProducts, Images, Prices, Products, Quotes, Ratings, Variants],
  ],
})
export class ProductModule {}
