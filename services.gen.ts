// Written from the folders by `npm run synth`; do not edit.
import { type RunnableService, runnable } from './services/kit/local/runnable';
import authServiceDefinition from './services/customer-platform/auth-service/service';
import * as authServiceModule from './services/customer-platform/auth-service/module';
import notificationServiceDefinition from './services/customer-platform/notification-service/service';
import * as notificationServiceModule from './services/customer-platform/notification-service/module';
import orderServiceDefinition from './services/customer-platform/order-service/service';
import * as orderServiceModule from './services/customer-platform/order-service/module';
import productServiceDefinition from './services/customer-platform/product-service/service';
import * as productServiceModule from './services/customer-platform/product-service/module';
import userServiceDefinition from './services/customer-platform/user-service/service';
import * as userServiceModule from './services/customer-platform/user-service/module';

export const services: readonly RunnableService[] = [
  runnable({ name: 'auth-service', domain: 'customer-platform', definition: authServiceDefinition, exports: authServiceModule }),
  runnable({ name: 'notification-service', domain: 'customer-platform', definition: notificationServiceDefinition, exports: notificationServiceModule }),
  runnable({ name: 'order-service', domain: 'customer-platform', definition: orderServiceDefinition, exports: orderServiceModule }),
  runnable({ name: 'product-service', domain: 'customer-platform', definition: productServiceDefinition, exports: productServiceModule }),
  runnable({ name: 'user-service', domain: 'customer-platform', definition: userServiceDefinition, exports: userServiceModule }),
];
