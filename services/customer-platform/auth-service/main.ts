import { runService } from '#kit';
import { AuthModule } from './module';
import definition from './service';

runService(definition, AuthModule);
