import { runService } from '#kit';
import { SearchModule } from './module';
import definition from './service';

runService(definition, SearchModule);
