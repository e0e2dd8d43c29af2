import { runService } from '#kit';
import { UserModule } from './module';
import definition from './service';

runService(definition, UserModule);
