import { runService } from '#kit';
import { PaymentModule } from './module';
import definition from './service';

runService(definition, PaymentModule);
