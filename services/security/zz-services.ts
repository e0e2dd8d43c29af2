// Written from the folders by `npm run synth`; do not edit.
import { type RunnableService, runnable } from '../kit/local/runnable';
import analyticsServiceDefinition from '../customer-platform/analytics-service/service';
import * as analyticsServiceModule from '../customer-platform/analytics-service/module';
import authServiceDefinition from '../customer-platform/auth-service/service';
import * as authServiceModule from '../customer-platform/auth-service/module';
import inventoryServiceDefinition from '../customer-platform/inventory-service/service';
import * as inventoryServiceModule from '../customer-platform/inventory-service/module';
import orderServiceDefinition from '../customer-platform/order-service/service';
import * as orderServiceModule from '../customer-platform/order-service/module';
import paymentServiceDefinition from '../customer-platform/payment-service/service';
import * as paymentServiceModule from '../customer-platform/payment-service/module';
import productServiceDefinition from '../customer-platform/product-service/service';
import * as productServiceModule from '../customer-platform/product-service/module';
import reviewServiceDefinition from '../customer-platform/review-service/service';
import * as reviewServiceModule from '../customer-platform/review-service/module';
import searchServiceDefinition from '../customer-platform/search-service/service';
import * as searchServiceModule from '../customer-platform/search-service/module';
import userServiceDefinition from '../customer-platform/user-service/service';
import * as userServiceModule from '../customer-platform/user-service/module';

export const services: readonly RunnableService[] = [
  runnable({ name: 'analytics-service', domain: 'customer-platform', definition: analyticsServiceDefinition, exports: analyticsServiceModule }),
  runnable({ name: 'auth-service', domain: 'customer-platform', definition: authServiceDefinition, exports: authServiceModule }),
  runnable({ name: 'inventory-service', domain: 'customer-platform', definition: inventoryServiceDefinition, exports: inventoryServiceModule }),
  runnable({ name: 'order-service', domain: 'customer-platform', definition: orderServiceDefinition, exports: orderServiceModule }),
  runnable({ name: 'payment-service', domain: 'customer-platform', definition: paymentServiceDefinition, exports: paymentServiceModule }),
  runnable({ name: 'product-service', domain: 'customer-platform', definition: productServiceDefinition, exports: productServiceModule }),
  runnable({ name: 'review-service', domain: 'customer-platform', definition: reviewServiceDefinition, exports: reviewServiceModule }),
  runnable({ name: 'search-service', domain: 'customer-platform', definition: searchServiceDefinition, exports: searchServiceModule }),
  runnable({ name: 'user-service', domain: 'customer-platform', definition: userServiceDefinition, exports: userServiceModule }),
];
