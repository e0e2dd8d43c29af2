import { runService } from '#kit';
import { InventoryModule } from './module';
import definition from './service';

runService(definition, InventoryModule);
