import { ProductModule } from '../../../services/customer-platform/product-service/module';
import definition from '../../../services/customer-platform/product-service/service';
import { startService } from '../../../services/kit/start-service';
import { serveBench } from './subject';

serveBench(async ({ variables }) => (await startService({ definition, module: ProductModule, variables })).url);
