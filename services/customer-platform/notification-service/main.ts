import { runService } from '#kit';
import { NotificationModule } from './module';
import definition from './service';

runService(definition, NotificationModule);
