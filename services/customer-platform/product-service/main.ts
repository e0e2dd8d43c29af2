import { runService } from '#kit';
import { ProductModule } from './module';
import definition from './service';

runService(definition, ProductModule);
