import { ServiceModule } from '#kit';
import { Categories } from './categories';
import { CategoryController } from './category-controller';
import { ProductController } from './controller';
import { CategoryRow, PriceChangeRow, ProductRow, VariantRow } from './entities';
import { CreateProducts1763700000000 } from './migrations/1763700000000-create-products';
import { Prices } from './prices';
import { Products } from './products';
import { Quotes } from './quotes';
import { VariantController } from './variant-controller';
import { Variants } from './variants';

@ServiceModule({
  entities: [CategoryRow, ProductRow, VariantRow, PriceChangeRow],
  migrations: [CreateProducts1763700000000],
  controllers: [CategoryController, VariantController, ProductController],
  providers: [Categories, Prices, Products, Quotes, Variants],
})
export class ProductModule {}
