// Written from the folders by `npm run synth`; do not edit.
import { type RunnableService, runnable } from './services/kit/local/runnable';
import analyticsServiceDefinition from './services/customer-platform/analytics-service/service';
import * as analyticsServiceModule from './services/customer-platform/analytics-service/module';
import authServiceDefinition from './services/customer-platform/auth-service/service';
import * as authServiceModule from './services/customer-platform/auth-service/module';
import inventoryServiceDefinition from './services/customer-platform/inventory-service/service';
import * as inventoryServiceModule from './services/customer-platform/inventory-service/module';
import notificationServiceDefinition from './services/customer-platform/notification-service/service';
import * as notificationServiceModule from './services/customer-platform/notification-service/module';
import orderServiceDefinition from './services/customer-platform/order-service/service';
import * as orderServiceModule from './services/customer-platform/order-service/module';
import paymentServiceDefinition from './services/customer-platform/payment-service/service';
import * as paymentServiceModule from './services/customer-platform/payment-service/module';
import productServiceDefinition from './services/customer-platform/product-service/service';
import * as productServiceModule from './services/customer-platform/product-service/module';
import reviewServiceDefinition from './services/customer-platform/review-service/service';
import * as reviewServiceModule from './services/customer-platform/review-service/module';
import searchServiceDefinition from './services/customer-platform/search-service/service';
import * as searchServiceModule from './services/customer-platform/search-service/module';
import userServiceDefinition from './services/customer-platform/user-service/service';
import * as userServiceModule from './services/customer-platform/user-service/module';

export const services: readonly RunnableService[] = [
  runnable({ name: 'analytics-service', domain: 'customer-platform', definition: analyticsServiceDefinition, exports: analyticsServiceModule }),
  runnable({ name: 'auth-service', domain: 'customer-platform', definition: authServiceDefinition, exports: authServiceModule }),
  runnable({ name: 'inventory-service', domain: 'customer-platform', definition: inventoryServiceDefinition, exports: inventoryServiceModule }),
  runnable({ name: 'notification-service', domain: 'customer-platform', definition: notificationServiceDefinition, exports: notificationServiceModule }),
  runnable({ name: 'order-service', domain: 'customer-platform', definition: orderServiceDefinition, exports: orderServiceModule }),
  runnable({ name: 'payment-service', domain: 'customer-platform', definition: paymentServiceDefinition, exports: paymentServiceModule }),
  runnable({ name: 'product-service', domain: 'customer-platform', definition: productServiceDefinition, exports: productServiceModule }),
  runnable({ name: 'review-service', domain: 'customer-platform', definition: reviewServiceDefinition, exports: reviewServiceModule }),
  runnable({ name: 'search-service', domain: 'customer-platform', definition: searchServiceDefinition, exports: searchServiceModule }),
  runnable({ name: 'user-service', domain: 'customer-platform', definition: userServiceDefinition, exports: userServiceModule }),
];
