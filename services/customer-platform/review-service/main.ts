import { runService } from '#kit';
import { ReviewModule } from './module';
import definition from './service';

runService(definition, ReviewModule);
