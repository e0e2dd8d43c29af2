import { runService } from '#kit';
import { AnalyticsModule } from './module';
import definition from './service';

runService(definition, AnalyticsModule);
