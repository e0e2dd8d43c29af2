import { runService } from '#kit';
import { OrderModule } from './module';
import definition from './service';

runService(definition, OrderModule);
