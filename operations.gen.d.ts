// Written from the routes by `npm run api`; do not edit.

export {};

declare module '#kit/operations' {
  interface Operations {
"analytics-service": {
"POST /analytics/events": {
body: {
events: {
[k: string]: unknown
}[]
}
answer: {
accepted: number
duplicates: number
rejected: {
index: number
code: string
}[]
}
}
"GET /analytics/funnels": {
query: {
steps: string
withinMinutes?: number
from?: string
to?: string
}
answer: {
from: string
to: string
withinMinutes: number
steps: {
name: string
visitors: number
share: number
}[]
}
}
"GET /analytics/realtime": {
answer: {
activeUsers: number
minutes: {
at: string
events: number
sessions: number
searches: number
orders: number
revenue: {
amount: number
currency: string
}[]
}[]
}
}
"GET /analytics/summary": {
query: {
from: string
to: string
}
answer: {
from: string
to: string
activeUsers: number
sessions: number
orders: number
revenue: {
amount: number
currency: string
}[]
conversion: number
averageOrderValue: {
amount: number
currency: string
}[]
}
}
"GET /analytics/timeseries": {
query: {
metric: ("active_users" | "events" | "sessions" | "registrations" | "profiles" | "searches" | "empty_searches" | "reviews" | "orders_placed" | "orders_confirmed" | "orders_cancelled" | "orders_delivered" | "orders_refunded" | "revenue" | "revenue_confirmed" | "revenue_refunded" | "payments_succeeded" | "payments_failed" | "payments_refunded" | "messages_sent" | "messages_failed")
granularity?: ("hour" | "day")
from?: string
to?: string
}
answer: {
metric: ("active_users" | "events" | "sessions" | "registrations" | "profiles" | "searches" | "empty_searches" | "reviews" | "orders_placed" | "orders_confirmed" | "orders_cancelled" | "orders_delivered" | "orders_refunded" | "revenue" | "revenue_confirmed" | "revenue_refunded" | "payments_succeeded" | "payments_failed" | "payments_refunded" | "messages_sent" | "messages_failed")
granularity: ("hour" | "day")
buckets: {
at: string
dims: {
[k: string]: string
}
value: number
}[]
}
}
"GET /analytics/top": {
query: {
what: ("products" | "sold-products" | "queries" | "empty-queries" | "events")
limit?: number
from?: string
to?: string
}
answer: {
from: string
to: string
ranking: {
key: string
value: number
}[]
}
}
"POST /events": {
body: {
events: {
[k: string]: unknown
}[]
}
answer: {
accepted: number
duplicates: number
rejected: {
index: number
code: string
}[]
}
}
}
"auth-service": {
"GET /.well-known/jwks.json": {
answer: {
keys: {
kid: string
kty: string
crv: string
x: string
y: string
alg: string
use: string
}[]
}
}
"GET /.well-known/oauth-authorization-server": {
answer: {
issuer: string
token_endpoint: string
introspection_endpoint: string
jwks_uri: string
response_types_supported: string[]
grant_types_supported: string[]
token_endpoint_auth_methods_supported: string[]
}
}
"GET /auth/.well-known/jwks.json": {
answer: {
keys: {
kid: string
kty: string
crv: string
x: string
y: string
alg: string
use: string
}[]
}
}
"GET /auth/.well-known/oauth-authorization-server": {
answer: {
issuer: string
token_endpoint: string
introspection_endpoint: string
jwks_uri: string
response_types_supported: string[]
grant_types_supported: string[]
token_endpoint_auth_methods_supported: string[]
}
}
"GET /auth/accounts/{id}": {
params: {
id: string
}
answer: {
id: string
email: (string | null)
emailVerified: boolean
roles: ("customer" | "seller" | "support" | "analyst" | "data" | "merchandiser" | "operator" | "security" | "admin")[]
status: ("pending" | "active" | "locked" | "erased")
lock: ({
reason: ("failed_logins" | "admin" | "token_reuse")
untilAt: (string | null)
} | null)
createdAt: string
version: number
}
}
"POST /auth/accounts/{id}/lock": {
params: {
id: string
}
answer: {
id: string
email: (string | null)
emailVerified: boolean
roles: ("customer" | "seller" | "support" | "analyst" | "data" | "merchandiser" | "operator" | "security" | "admin")[]
status: ("pending" | "active" | "locked" | "erased")
lock: ({
reason: ("failed_logins" | "admin" | "token_reuse")
untilAt: (string | null)
} | null)
createdAt: string
version: number
}
}
"PUT /auth/accounts/{id}/roles": {
params: {
id: string
}
body: {
roles: ("customer" | "seller" | "support" | "analyst" | "data" | "merchandiser" | "operator" | "security" | "admin")[]
}
answer: {
id: string
email: (string | null)
emailVerified: boolean
roles: ("customer" | "seller" | "support" | "analyst" | "data" | "merchandiser" | "operator" | "security" | "admin")[]
status: ("pending" | "active" | "locked" | "erased")
lock: ({
reason: ("failed_logins" | "admin" | "token_reuse")
untilAt: (string | null)
} | null)
createdAt: string
version: number
}
}
"POST /auth/accounts/{id}/unlock": {
params: {
id: string
}
answer: {
id: string
email: (string | null)
emailVerified: boolean
roles: ("customer" | "seller" | "support" | "analyst" | "data" | "merchandiser" | "operator" | "security" | "admin")[]
status: ("pending" | "active" | "locked" | "erased")
lock: ({
reason: ("failed_logins" | "admin" | "token_reuse")
untilAt: (string | null)
} | null)
createdAt: string
version: number
}
}
"POST /auth/email/change": {
body: {
newEmail: string
}
answer: {
status: "verification_sent"
}
}
"POST /auth/email/verify": {
body: {
token: string
}
}
"POST /auth/introspect": {
body: {
token: string
token_type_hint?: string
}
answer: {
active: boolean
token_type?: "Bearer"
sub?: string
scope?: string
iss?: string
aud?: string
sid?: string
act?: {
sub: string
}
iat?: number
exp?: number
jti?: string
}
}
"POST /auth/login": {
body: {
email: string
password: string
otp?: string
}
answer: {
accessToken: string
tokenType: "Bearer"
expiresIn: number
refreshToken: string
sessionId: string
}
}
"POST /auth/logout": {
query: {
all?: ("true" | "false")
}
}
"POST /auth/mfa/totp": {
answer: {
otpauthUri: string
recoveryCodes: string[]
}
}
"DELETE /auth/mfa/totp": {

}
"POST /auth/mfa/totp/confirm": {
body: {
otp: string
}
}
"POST /auth/password/change": {
body: {
oldPassword: string
newPassword: string
}
}
"POST /auth/password/forgot": {
body: {
email: string
}
answer: {
status: "verification_sent"
}
}
"POST /auth/password/reset": {
body: {
token: string
newPassword: string
}
}
"POST /auth/refresh": {
body: {
refreshToken: string
}
answer: {
accessToken: string
tokenType: "Bearer"
expiresIn: number
refreshToken: string
sessionId: string
}
}
"GET /auth/sessions": {
query: {
limit?: number
cursor?: string
}
answer: {
data: {
id: string
agentFamily: string
current: boolean
createdAt: string
lastUsedAt: string
expiresAt: string
}[]
page: {
nextCursor: (string | null)
limit: number
}
}
}
"DELETE /auth/sessions/{id}": {
params: {
id: string
}
}
"POST /auth/signup": {
body: {
email: string
password: string
locale: string
acceptTerms: true
}
answer: {
status: "verification_sent"
}
}
"POST /auth/token": {
body: (({
grant_type?: string
scope?: string
client_id?: string
client_secret?: string
subject_token?: string
subject_token_type?: string
[k: string]: unknown
} & {
[k: string]: string
}) | null)
answer: {
access_token: string
issued_token_type?: "urn:ietf:params:oauth:token-type:access_token"
token_type: "Bearer"
expires_in: number
scope: string
}
}
"POST /login": {
body: {
email: string
password: string
otp?: string
}
answer: {
accessToken: string
tokenType: "Bearer"
expiresIn: number
refreshToken: string
sessionId: string
}
}
"POST /signup": {
body: {
email: string
password: string
locale: string
acceptTerms: true
}
answer: {
status: "verification_sent"
}
}
}
"inventory-service": {
"GET /inventory": {
query: {
skus: string
}
answer: {
data: {
sku: string
available: number
inStock: boolean
version: number
onHand?: number
reserved?: number
active?: boolean
warehouses?: {
warehouse: string
onHand: number
reserved: number
available: number
reorderPoint: number
leadTimeDays: (number | null)
version: number
}[]
}[]
}
}
"POST /inventory/adjustments": {
body: {
sku: string
warehouse?: string
delta?: number
setTo?: number
reason: ("receive" | "correction" | "damage")
}
answer: {
id: string
sku: string
warehouse: string
kind: ("receive" | "correction" | "damage" | "reserve" | "release" | "ship" | "restock")
onHandDelta: number
reservedDelta: number
ref: string
at: string
}
}
"POST /inventory/replenishments": {
body: {
sku: string
warehouse?: string
quantity: number
}
answer: {
id: string
sku: string
warehouse: string
sellerId: string
quantity: number
status: ("draft" | "ordered" | "received" | "cancelled")
createdAt: string
updatedAt: string
version: number
}
}
"GET /inventory/replenishments": {
query: {
limit?: number
cursor?: string
status?: ("draft" | "ordered" | "received" | "cancelled")
sku?: string
}
answer: {
data: {
id: string
sku: string
warehouse: string
sellerId: string
quantity: number
status: ("draft" | "ordered" | "received" | "cancelled")
createdAt: string
updatedAt: string
version: number
}[]
page: {
nextCursor: (string | null)
limit: number
}
}
}
"POST /inventory/replenishments/{id}/cancel": {
params: {
id: string
}
answer: {
id: string
sku: string
warehouse: string
sellerId: string
quantity: number
status: ("draft" | "ordered" | "received" | "cancelled")
createdAt: string
updatedAt: string
version: number
}
}
"POST /inventory/replenishments/{id}/order": {
params: {
id: string
}
answer: {
id: string
sku: string
warehouse: string
sellerId: string
quantity: number
status: ("draft" | "ordered" | "received" | "cancelled")
createdAt: string
updatedAt: string
version: number
}
}
"POST /inventory/replenishments/{id}/receive": {
params: {
id: string
}
answer: {
id: string
sku: string
warehouse: string
sellerId: string
quantity: number
status: ("draft" | "ordered" | "received" | "cancelled")
createdAt: string
updatedAt: string
version: number
}
}
"GET /inventory/reservations/{orderId}": {
params: {
orderId: string
}
answer: {
orderId: string
state: ("reserved" | "committed" | "shipped" | "released" | "rejected" | "tombstone")
lines: {
sku: string
warehouse: string
quantity: number
restocked: number
}[]
shortages: {
sku: string
requested: number
available: number
}[]
releaseReason: (("requested" | "reconciled") | null)
createdAt: string
committedAt: (string | null)
shippedAt: (string | null)
releasedAt: (string | null)
version: number
}
}
"GET /inventory/{sku}": {
params: {
sku: string
}
answer: {
sku: string
available: number
inStock: boolean
version: number
onHand?: number
reserved?: number
active?: boolean
warehouses?: {
warehouse: string
onHand: number
reserved: number
available: number
reorderPoint: number
leadTimeDays: (number | null)
version: number
}[]
}
}
"GET /inventory/{sku}/movements": {
params: {
sku: string
}
query: {
limit?: number
cursor?: string
warehouse?: string
}
answer: {
data: {
id: string
sku: string
warehouse: string
kind: ("receive" | "correction" | "damage" | "reserve" | "release" | "ship" | "restock")
onHandDelta: number
reservedDelta: number
ref: string
at: string
}[]
page: {
nextCursor: (string | null)
limit: number
}
}
}
"PATCH /inventory/{sku}/{warehouse}": {
params: {
sku: string
warehouse: string
}
body: {
reorderPoint?: number
leadTimeDays?: (number | null)
}
answer: {
warehouse: string
onHand: number
reserved: number
available: number
reorderPoint: number
leadTimeDays: (number | null)
version: number
sku: string
}
}
}
"notification-service": {
"POST /notifications/endpoints": {
body: {
url: string
events: ("already-registered" | "account-locked" | "order-placed" | "order-confirmed" | "order-cancelled" | "order-shipped" | "order-delivered" | "order-refunded" | "service-notice" | "news" | "low-stock" | "replenishment-changed" | "endpoint-disabled")[]
}
answer: {
id: string
url: string
events: string[]
disabledAt: (string | null)
failures: number
createdAt: string
secret?: string
}
}
"GET /notifications/endpoints": {
query: {
limit?: number
cursor?: string
}
answer: {
data: {
id: string
url: string
events: string[]
disabledAt: (string | null)
failures: number
createdAt: string
}[]
page: {
nextCursor: (string | null)
limit: number
}
}
}
"DELETE /notifications/endpoints/{id}": {
params: {
id: string
}
}
"POST /notifications/messages": {
body: {
template: string
channel: ("email" | "sms" | "webhook")
to: {
userId: string
}
data?: {
[k: string]: string | {
amount: number
currency: string
}
}
}
answer: {
messageId: string
}
}
"GET /notifications/messages": {
query: {
limit?: number
cursor?: string
state?: ("queued" | "sending" | "sent" | "failed" | "suppressed" | "unknown")
template?: string
userId?: string
}
answer: {
data: {
id: string
template: string
channel: ("email" | "sms" | "webhook")
state: ("queued" | "sending" | "sent" | "failed" | "suppressed" | "unknown")
code: (string | null)
userId: (string | null)
attempts: number
createdAt: string
sentAt: (string | null)
nextAt: (string | null)
}[]
page: {
nextCursor: (string | null)
limit: number
}
}
}
"GET /notifications/messages/{id}": {
params: {
id: string
}
answer: {
id: string
template: string
channel: ("email" | "sms" | "webhook")
state: ("queued" | "sending" | "sent" | "failed" | "suppressed" | "unknown")
code: (string | null)
userId: (string | null)
attempts: number
createdAt: string
sentAt: (string | null)
nextAt: (string | null)
body: (string | null)
}
}
"GET /notifications/preferences": {
answer: {
data: {
category: ("transactional" | "marketing")
channel: ("email" | "sms" | "webhook")
enabled: boolean
}[]
}
}
"PUT /notifications/preferences": {
body: {
data: {
category: ("transactional" | "marketing")
channel: ("email" | "sms" | "webhook")
enabled: boolean
}[]
}
answer: {
data: {
category: ("transactional" | "marketing")
channel: ("email" | "sms" | "webhook")
enabled: boolean
}[]
}
}
"POST /notifications/providers/ses": {

}
"GET /notifications/templates/{name}/{locale}": {
params: {
name: string
locale: ("en" | "de")
}
answer: {
name: string
locale: ("en" | "de")
subject: string
text: string
html: string
version: number
}
}
"PUT /notifications/templates/{name}/{locale}": {
params: {
name: string
locale: ("en" | "de")
}
body: {
subject: string
text: string
html: string
}
answer: {
name: string
locale: ("en" | "de")
subject: string
text: string
html: string
version: number
}
}
"POST /notifications/templates/{name}/{locale}/preview": {
params: {
name: string
locale: ("en" | "de")
}
body: {
wording?: {
subject: string
text: string
html: string
}
data?: {
[k: string]: string | {
amount: number
currency: string
}
}
}
answer: {
subject: string
text: string
html: string
}
}
"POST /notifications/unsubscribe": {
query: {
token: string
}
body: {
"List-Unsubscribe": "One-Click"
}
}
}
"order-service": {
"POST /orders": {
body: {
items: {
sku: string
quantity: number
}[]
addressId?: string
shippingAddress?: {
name: string
line1: string
line2?: string
city: string
postalCode: string
country: string
}
currency: string
expectedTotal?: number
deviceId?: string
paymentMethodToken: string
}
answer: {
id: string
number: string
userId: string
status: ("on_hold" | "pending" | "reserved" | "confirmed" | "shipped" | "cancelling" | "refunding" | "delivered" | "cancelled" | "refunded")
lines: {
sku: string
productId: string
quantity: number
unitPrice: {
amount: number
currency: string
}
}[]
subtotal: {
amount: number
currency: string
}
shipping: {
amount: number
currency: string
}
tax: {
amount: number
currency: string
}
total: {
amount: number
currency: string
}
shippingAddress: ({
name: string
line1: string
line2?: string
city: string
postalCode: string
country: string
} | null)
cancelReason: (string | null)
paymentId: (string | null)
refunded: {
amount: number
currency: string
}
disputed: boolean
shipment: ({
carrier: string
trackingCode: (string | null)
shippedAt: string
deliveredAt: (string | null)
} | null)
placedAt: string
version: number
}
}
"GET /orders": {
query: {
limit?: number
cursor?: string
status?: ("on_hold" | "pending" | "reserved" | "confirmed" | "shipped" | "cancelling" | "refunding" | "delivered" | "cancelled" | "refunded" | "open")
from?: string
to?: string
userId?: string
}
answer: {
data: {
id: string
number: string
userId: string
status: ("on_hold" | "pending" | "reserved" | "confirmed" | "shipped" | "cancelling" | "refunding" | "delivered" | "cancelled" | "refunded")
lines: {
sku: string
productId: string
quantity: number
unitPrice: {
amount: number
currency: string
}
}[]
subtotal: {
amount: number
currency: string
}
shipping: {
amount: number
currency: string
}
tax: {
amount: number
currency: string
}
total: {
amount: number
currency: string
}
shippingAddress: ({
name: string
line1: string
line2?: string
city: string
postalCode: string
country: string
} | null)
cancelReason: (string | null)
paymentId: (string | null)
refunded: {
amount: number
currency: string
}
disputed: boolean
shipment: ({
carrier: string
trackingCode: (string | null)
shippedAt: string
deliveredAt: (string | null)
} | null)
placedAt: string
version: number
}[]
page: {
nextCursor: (string | null)
limit: number
}
}
}
"POST /orders/preview": {
body: {
items: {
sku: string
quantity: number
}[]
addressId?: string
shippingAddress?: {
name: string
line1: string
line2?: string
city: string
postalCode: string
country: string
}
currency: string
expectedTotal?: number
deviceId?: string
}
answer: {
lines: {
sku: string
productId: string
quantity: number
unitPrice: {
amount: number
currency: string
}
sellable: boolean
}[]
subtotal: {
amount: number
currency: string
}
shipping: {
amount: number
currency: string
}
tax: {
amount: number
currency: string
}
total: {
amount: number
currency: string
}
sellable: boolean
}
}
"GET /orders/{id}": {
params: {
id: string
}
answer: {
id: string
number: string
userId: string
status: ("on_hold" | "pending" | "reserved" | "confirmed" | "shipped" | "cancelling" | "refunding" | "delivered" | "cancelled" | "refunded")
lines: {
sku: string
productId: string
quantity: number
unitPrice: {
amount: number
currency: string
}
}[]
subtotal: {
amount: number
currency: string
}
shipping: {
amount: number
currency: string
}
tax: {
amount: number
currency: string
}
total: {
amount: number
currency: string
}
shippingAddress: ({
name: string
line1: string
line2?: string
city: string
postalCode: string
country: string
} | null)
cancelReason: (string | null)
paymentId: (string | null)
refunded: {
amount: number
currency: string
}
disputed: boolean
shipment: ({
carrier: string
trackingCode: (string | null)
shippedAt: string
deliveredAt: (string | null)
} | null)
placedAt: string
version: number
}
}
"PATCH /orders/{id}": {
params: {
id: string
}
body: {
shippingAddress?: {
name: string
line1: string
line2?: string
city: string
postalCode: string
country: string
}
note?: string
}
answer: {
id: string
number: string
userId: string
status: ("on_hold" | "pending" | "reserved" | "confirmed" | "shipped" | "cancelling" | "refunding" | "delivered" | "cancelled" | "refunded")
lines: {
sku: string
productId: string
quantity: number
unitPrice: {
amount: number
currency: string
}
}[]
subtotal: {
amount: number
currency: string
}
shipping: {
amount: number
currency: string
}
tax: {
amount: number
currency: string
}
total: {
amount: number
currency: string
}
shippingAddress: ({
name: string
line1: string
line2?: string
city: string
postalCode: string
country: string
} | null)
cancelReason: (string | null)
paymentId: (string | null)
refunded: {
amount: number
currency: string
}
disputed: boolean
shipment: ({
carrier: string
trackingCode: (string | null)
shippedAt: string
deliveredAt: (string | null)
} | null)
placedAt: string
version: number
}
}
"DELETE /orders/{id}": {
params: {
id: string
}
answer: {
id: string
number: string
userId: string
status: ("on_hold" | "pending" | "reserved" | "confirmed" | "shipped" | "cancelling" | "refunding" | "delivered" | "cancelled" | "refunded")
lines: {
sku: string
productId: string
quantity: number
unitPrice: {
amount: number
currency: string
}
}[]
subtotal: {
amount: number
currency: string
}
shipping: {
amount: number
currency: string
}
tax: {
amount: number
currency: string
}
total: {
amount: number
currency: string
}
shippingAddress: ({
name: string
line1: string
line2?: string
city: string
postalCode: string
country: string
} | null)
cancelReason: (string | null)
paymentId: (string | null)
refunded: {
amount: number
currency: string
}
disputed: boolean
shipment: ({
carrier: string
trackingCode: (string | null)
shippedAt: string
deliveredAt: (string | null)
} | null)
placedAt: string
version: number
}
}
"POST /orders/{id}/cancel": {
params: {
id: string
}
body: {
reason?: string
}
answer: {
id: string
number: string
userId: string
status: ("on_hold" | "pending" | "reserved" | "confirmed" | "shipped" | "cancelling" | "refunding" | "delivered" | "cancelled" | "refunded")
lines: {
sku: string
productId: string
quantity: number
unitPrice: {
amount: number
currency: string
}
}[]
subtotal: {
amount: number
currency: string
}
shipping: {
amount: number
currency: string
}
tax: {
amount: number
currency: string
}
total: {
amount: number
currency: string
}
shippingAddress: ({
name: string
line1: string
line2?: string
city: string
postalCode: string
country: string
} | null)
cancelReason: (string | null)
paymentId: (string | null)
refunded: {
amount: number
currency: string
}
disputed: boolean
shipment: ({
carrier: string
trackingCode: (string | null)
shippedAt: string
deliveredAt: (string | null)
} | null)
placedAt: string
version: number
}
}
"POST /orders/{id}/deliver": {
params: {
id: string
}
answer: {
id: string
number: string
userId: string
status: ("on_hold" | "pending" | "reserved" | "confirmed" | "shipped" | "cancelling" | "refunding" | "delivered" | "cancelled" | "refunded")
lines: {
sku: string
productId: string
quantity: number
unitPrice: {
amount: number
currency: string
}
}[]
subtotal: {
amount: number
currency: string
}
shipping: {
amount: number
currency: string
}
tax: {
amount: number
currency: string
}
total: {
amount: number
currency: string
}
shippingAddress: ({
name: string
line1: string
line2?: string
city: string
postalCode: string
country: string
} | null)
cancelReason: (string | null)
paymentId: (string | null)
refunded: {
amount: number
currency: string
}
disputed: boolean
shipment: ({
carrier: string
trackingCode: (string | null)
shippedAt: string
deliveredAt: (string | null)
} | null)
placedAt: string
version: number
}
}
"POST /orders/{id}/returns": {
params: {
id: string
}
body: {
lines: {
sku: string
quantity: number
restock?: boolean
}[]
reason?: string
}
answer: {
refundId: string
amount: {
amount: number
currency: string
}
}
}
"POST /orders/{id}/ship": {
params: {
id: string
}
body: {
carrier: string
trackingCode?: string
}
answer: {
id: string
number: string
userId: string
status: ("on_hold" | "pending" | "reserved" | "confirmed" | "shipped" | "cancelling" | "refunding" | "delivered" | "cancelled" | "refunded")
lines: {
sku: string
productId: string
quantity: number
unitPrice: {
amount: number
currency: string
}
}[]
subtotal: {
amount: number
currency: string
}
shipping: {
amount: number
currency: string
}
tax: {
amount: number
currency: string
}
total: {
amount: number
currency: string
}
shippingAddress: ({
name: string
line1: string
line2?: string
city: string
postalCode: string
country: string
} | null)
cancelReason: (string | null)
paymentId: (string | null)
refunded: {
amount: number
currency: string
}
disputed: boolean
shipment: ({
carrier: string
trackingCode: (string | null)
shippedAt: string
deliveredAt: (string | null)
} | null)
placedAt: string
version: number
}
}
"GET /orders/{id}/timeline": {
params: {
id: string
}
answer: {
status: string
entries: {
at: string
kind: string
step: string
event: string
}[]
}
}
}
"payment-service": {
"POST /initiate": {
body: {
orderId: string
amount: {
amount: number
currency: string
}
paymentMethodToken?: string
paymentMethodRef?: string
returnUrl?: string
}
answer: {
paymentId: string
status: ("pending" | "processing" | "requires_action" | "succeeded" | "failed" | "cancelled")
actionUrl?: string
}
}
"POST /payment/initiate": {
body: {
orderId: string
amount: {
amount: number
currency: string
}
paymentMethodToken?: string
paymentMethodRef?: string
returnUrl?: string
}
answer: {
paymentId: string
status: ("pending" | "processing" | "requires_action" | "succeeded" | "failed" | "cancelled")
actionUrl?: string
}
}
"POST /payment/method-refs": {
body: {
token: string
userId: string
}
answer: {
methodRef: string
}
}
"GET /payment/payments/{id}": {
params: {
id: string
}
answer: {
paymentId: string
orderId: string
status: ("pending" | "processing" | "requires_action" | "succeeded" | "failed" | "cancelled")
amount: {
amount: number
currency: string
}
refunded: {
amount: number
currency: string
}
attempt: number
method?: {
brand: string
last4: string
}
failureCode?: string
actionUrl?: string
createdAt: string
updatedAt: string
version: number
}
}
"GET /payment/reconciliation/{date}": {
params: {
date: string
}
answer: {
date: string
matched: number
differences: number
missingHere: {
kind: ("capture" | "refund")
providerRef: string
amount: {
amount: number
currency: string
}
}[]
missingThere: {
kind: ("capture" | "refund")
providerRef: string
amount: {
amount: number
currency: string
}
}[]
amountDifferences: {
kind: ("capture" | "refund")
providerRef: string
here: {
amount: number
currency: string
}
there: {
amount: number
currency: string
}
}[]
}
}
"POST /payment/refunds": {
body: {
paymentId: string
amount: {
amount: number
currency: string
}
reason: string
}
answer: {
refundId: string
status: ("requested" | "processing" | "succeeded" | "failed")
}
}
"GET /payment/refunds/{id}": {
params: {
id: string
}
answer: {
refundId: string
paymentId: string
orderId: string
amount: {
amount: number
currency: string
}
status: ("requested" | "processing" | "succeeded" | "failed")
reason?: string
failureCode?: string
createdAt: string
updatedAt: string
version: number
}
}
"GET /payment/status": {
query: {
paymentId?: string
orderId?: string
}
answer: {
paymentId: string
orderId: string
status: ("pending" | "processing" | "requires_action" | "succeeded" | "failed" | "cancelled")
amount: {
amount: number
currency: string
}
refunded: {
amount: number
currency: string
}
attempt: number
method?: {
brand: string
last4: string
}
failureCode?: string
actionUrl?: string
createdAt: string
updatedAt: string
version: number
}
}
"POST /payment/webhook": {
body: {
[k: string]: unknown
}
}
"GET /status": {
query: {
paymentId?: string
orderId?: string
}
answer: {
paymentId: string
orderId: string
status: ("pending" | "processing" | "requires_action" | "succeeded" | "failed" | "cancelled")
amount: {
amount: number
currency: string
}
refunded: {
amount: number
currency: string
}
attempt: number
method?: {
brand: string
last4: string
}
failureCode?: string
actionUrl?: string
createdAt: string
updatedAt: string
version: number
}
}
"POST /webhook": {
body: {
[k: string]: unknown
}
}
}
"product-service": {
"POST /products": {
body: {
name: string
slug?: string
description: string
categoryId: string
attributes?: {
[k: string]: string
}
}
answer: {
productId: string
sellerId: string
name: string
slug: string
description: string
categoryId: string
categoryPath: string[]
status: ("draft" | "active" | "retired")
attributes: {
[k: string]: string
}
variants: {
sku: string
options: {
[k: string]: string
}
price: {
amount: number
currency: string
}
active: boolean
}[]
ratingAverage: number
ratingCount: number
imageUrl?: string
version: number
}
}
"GET /products": {
query: {
limit?: number
cursor?: string
category?: string
seller?: string
status?: ("draft" | "active" | "retired")
updatedSince?: string
}
answer: {
data: {
productId: string
sellerId: string
name: string
slug: string
description: string
categoryId: string
categoryPath: string[]
status: ("draft" | "active" | "retired")
attributes: {
[k: string]: string
}
variants: {
sku: string
options: {
[k: string]: string
}
price: {
amount: number
currency: string
}
active: boolean
}[]
ratingAverage: number
ratingCount: number
imageUrl?: string
version: number
}[]
page: {
nextCursor: (string | null)
limit: number
}
}
}
"GET /products/by-slug/{slug}": {
params: {
slug: string
}
answer: {
productId: string
sellerId: string
name: string
slug: string
description: string
categoryId: string
categoryPath: string[]
status: ("draft" | "active" | "retired")
attributes: {
[k: string]: string
}
variants: {
sku: string
options: {
[k: string]: string
}
price: {
amount: number
currency: string
}
active: boolean
}[]
ratingAverage: number
ratingCount: number
imageUrl?: string
version: number
}
}
"GET /products/categories": {
answer: {
data: {
id: string
parentId: (string | null)
name: string
slug: string
path: string[]
version: number
}[]
}
}
"POST /products/categories": {
body: {
name: string
slug: string
parentId?: (string | null)
}
answer: {
id: string
parentId: (string | null)
name: string
slug: string
path: string[]
version: number
}
}
"PATCH /products/categories/{id}": {
params: {
id: string
}
body: {
name?: string
slug?: string
parentId?: (string | null)
}
answer: {
id: string
parentId: (string | null)
name: string
slug: string
path: string[]
version: number
}
}
"GET /products/export": {
query: {
since?: string
cursor?: string
}
answer: {
productId: string
sellerId: string
name: string
slug: string
description: string
categoryId: string
categoryPath: string[]
status: ("draft" | "active" | "retired")
attributes: {
[k: string]: string
}
variants: {
sku: string
options: {
[k: string]: string
}
price: {
amount: number
currency: string
}
active: boolean
cost?: {
amount: number
currency: string
}
}[]
ratingAverage: number
ratingCount: number
imageUrl?: string
version: number
updatedAt: string
}
}
"POST /products/quote": {
body: {
items: {
sku: string
quantity: number
}[]
currency: string
}
answer: {
lines: {
sku: string
productId: string
sellerId: string
quantity: number
unitPrice: {
amount: number
currency: string
}
sellable: boolean
}[]
}
}
"PUT /products/skus/{sku}/price": {
params: {
sku: string
}
body: {
price: {
amount: number
currency: string
}
reason: ("manual" | "promotion")
force?: boolean
}
answer: {
productId: string
sellerId: string
name: string
slug: string
description: string
categoryId: string
categoryPath: string[]
status: ("draft" | "active" | "retired")
attributes: {
[k: string]: string
}
variants: {
sku: string
options: {
[k: string]: string
}
price: {
amount: number
currency: string
}
active: boolean
}[]
ratingAverage: number
ratingCount: number
imageUrl?: string
version: number
}
}
"GET /products/skus/{sku}/price-history": {
params: {
sku: string
}
query: {
limit?: number
cursor?: string
}
answer: {
data: {
id: string
old: {
amount: number
currency: string
}
new: {
amount: number
currency: string
}
reason: string
actor: string
at: string
}[]
page: {
nextCursor: (string | null)
limit: number
}
}
}
"PATCH /products/{id}": {
params: {
id: string
}
body: {
name?: string
slug?: string
description?: string
categoryId?: string
attributes?: {
[k: string]: string
}
}
answer: {
productId: string
sellerId: string
name: string
slug: string
description: string
categoryId: string
categoryPath: string[]
status: ("draft" | "active" | "retired")
attributes: {
[k: string]: string
}
variants: {
sku: string
options: {
[k: string]: string
}
price: {
amount: number
currency: string
}
active: boolean
}[]
ratingAverage: number
ratingCount: number
imageUrl?: string
version: number
}
}
"GET /products/{id}": {
params: {
id: string
}
answer: {
productId: string
sellerId: string
name: string
slug: string
description: string
categoryId: string
categoryPath: string[]
status: ("draft" | "active" | "retired")
attributes: {
[k: string]: string
}
variants: {
sku: string
options: {
[k: string]: string
}
price: {
amount: number
currency: string
}
active: boolean
}[]
ratingAverage: number
ratingCount: number
imageUrl?: string
version: number
}
}
"POST /products/{id}/images": {
params: {
id: string
}
body: {
contentType: ("image/jpeg" | "image/png" | "image/webp" | "image/avif")
sizeBytes: number
sha256: string
}
answer: {
imageId: string
uploadUrl: string
uploadHeaders: {
[k: string]: string
}
expiresAt: string
}
}
"GET /products/{id}/images/{imageId}": {
params: {
id: string
imageId: string
}
}
"POST /products/{id}/images/{imageId}/complete": {
params: {
id: string
imageId: string
}
answer: {
productId: string
sellerId: string
name: string
slug: string
description: string
categoryId: string
categoryPath: string[]
status: ("draft" | "active" | "retired")
attributes: {
[k: string]: string
}
variants: {
sku: string
options: {
[k: string]: string
}
price: {
amount: number
currency: string
}
active: boolean
}[]
ratingAverage: number
ratingCount: number
imageUrl?: string
version: number
}
}
"POST /products/{id}/publish": {
params: {
id: string
}
answer: {
productId: string
sellerId: string
name: string
slug: string
description: string
categoryId: string
categoryPath: string[]
status: ("draft" | "active" | "retired")
attributes: {
[k: string]: string
}
variants: {
sku: string
options: {
[k: string]: string
}
price: {
amount: number
currency: string
}
active: boolean
}[]
ratingAverage: number
ratingCount: number
imageUrl?: string
version: number
}
}
"GET /products/{id}/related": {
params: {
id: string
}
answer: {
data: {
productId: string
sellerId: string
name: string
slug: string
description: string
categoryId: string
categoryPath: string[]
status: ("draft" | "active" | "retired")
attributes: {
[k: string]: string
}
variants: {
sku: string
options: {
[k: string]: string
}
price: {
amount: number
currency: string
}
active: boolean
}[]
ratingAverage: number
ratingCount: number
imageUrl?: string
version: number
}[]
}
}
"POST /products/{id}/retire": {
params: {
id: string
}
answer: {
productId: string
sellerId: string
name: string
slug: string
description: string
categoryId: string
categoryPath: string[]
status: ("draft" | "active" | "retired")
attributes: {
[k: string]: string
}
variants: {
sku: string
options: {
[k: string]: string
}
price: {
amount: number
currency: string
}
active: boolean
}[]
ratingAverage: number
ratingCount: number
imageUrl?: string
version: number
}
}
"PUT /products/{id}/variants/{sku}": {
params: {
id: string
sku: string
}
body: {
options: {
[k: string]: string
}
price: {
amount: number
currency: string
}
cost?: {
amount: number
currency: string
}
weightGrams: number
active: boolean
}
answer: {
productId: string
sellerId: string
name: string
slug: string
description: string
categoryId: string
categoryPath: string[]
status: ("draft" | "active" | "retired")
attributes: {
[k: string]: string
}
variants: {
sku: string
options: {
[k: string]: string
}
price: {
amount: number
currency: string
}
active: boolean
}[]
ratingAverage: number
ratingCount: number
imageUrl?: string
version: number
}
}
}
"review-service": {
"POST /reviews": {
body: {
productId: string
rating: number
title?: string
text?: string
locale?: string
}
answer: {
id: string
productId: string
rating: number
title: string
text: string
locale: string
helpfulCount: number
createdAt: string
publishedAt: (string | null)
version: number
status: ("pending" | "published" | "rejected" | "removed")
reason: (string | null)
}
}
"GET /reviews": {
query: {
limit?: number
cursor?: string
productId: string
sort?: ("newest" | "helpful" | "rating")
}
answer: {
data: {
id: string
productId: string
rating: number
title: string
text: string
locale: string
helpfulCount: number
createdAt: string
publishedAt: (string | null)
version: number
}[]
page: {
nextCursor: (string | null)
limit: number
}
}
}
"GET /reviews/queue": {
query: {
limit?: number
cursor?: string
}
answer: {
data: {
id: string
productId: string
rating: number
title: string
text: string
locale: string
helpfulCount: number
createdAt: string
publishedAt: (string | null)
version: number
status: ("pending" | "published" | "rejected" | "removed")
reason: (string | null)
heldFor: ("contact" | "reports" | "refused")
heldAt: string
reports: {
reason: string
at: string
}[]
}[]
page: {
nextCursor: (string | null)
limit: number
}
}
}
"GET /reviews/summary": {
query: {
productId: string
}
answer: {
productId: string
average: number
count: number
histogram: number[]
}
}
"GET /reviews/{id}": {
params: {
id: string
}
answer: {
id: string
productId: string
rating: number
title: string
text: string
locale: string
helpfulCount: number
createdAt: string
publishedAt: (string | null)
version: number
status: ("pending" | "published" | "rejected" | "removed")
reason: (string | null)
}
}
"PATCH /reviews/{id}": {
params: {
id: string
}
body: {
rating?: number
title?: string
text?: string
locale?: string
}
answer: {
id: string
productId: string
rating: number
title: string
text: string
locale: string
helpfulCount: number
createdAt: string
publishedAt: (string | null)
version: number
status: ("pending" | "published" | "rejected" | "removed")
reason: (string | null)
}
}
"DELETE /reviews/{id}": {
params: {
id: string
}
}
"POST /reviews/{id}/approve": {
params: {
id: string
}
body: {
reason?: string
}
answer: {
id: string
productId: string
rating: number
title: string
text: string
locale: string
helpfulCount: number
createdAt: string
publishedAt: (string | null)
version: number
status: ("pending" | "published" | "rejected" | "removed")
reason: (string | null)
}
}
"POST /reviews/{id}/helpful": {
params: {
id: string
}
answer: {
helpfulCount: number
}
}
"DELETE /reviews/{id}/helpful": {
params: {
id: string
}
}
"POST /reviews/{id}/reject": {
params: {
id: string
}
body: {
reason: string
}
answer: {
id: string
productId: string
rating: number
title: string
text: string
locale: string
helpfulCount: number
createdAt: string
publishedAt: (string | null)
version: number
status: ("pending" | "published" | "rejected" | "removed")
reason: (string | null)
}
}
"POST /reviews/{id}/reports": {
params: {
id: string
}
body: {
reason: string
}
}
}
"search-service": {
"GET /search": {
query: {
limit?: number
cursor?: string
q?: string
category?: string
seller?: string
minPrice?: number
maxPrice?: number
currency?: string
inStock?: ("true" | "false")
minRating?: number
sort?: ("relevance" | "price" | "rating" | "newest")
}
answer: {
data: {
productId: string
name: string
slug: string
imageUrl: (string | null)
categoryPath: string[]
sellerId: string
price: {
amount: number
currency: string
}
inStock: boolean
rating: {
average: number
count: number
}
}[]
page: {
nextCursor: (string | null)
limit: number
}
facets: {
category: {
value: string
count: number
}[]
price: {
currency: string
from: number
to: (number | null)
count: number
}[]
rating: {
from: number
count: number
}[]
}
queryId: string
correctedQuery?: string
}
}
"POST /search/clicks": {
body: {
queryId: string
productId: string
}
}
"POST /search/reindex": {
answer: {
id: string
}
}
"GET /search/reindex/{id}": {
params: {
id: string
}
answer: {
id: string
state: ("queued" | "running" | "done" | "failed")
attempts: number
documents: (number | null)
error: (string | null)
createdAt: string
updatedAt: string
}
}
"GET /search/suggest": {
query: {
q: string
}
answer: {
data: string[]
}
}
"PUT /search/synonyms": {
body: {
groups: string[][]
}
answer: {
groups: string[][]
}
}
}
"user-service": {
"GET /users": {
query: {
limit?: number
cursor?: string
email?: string
status?: ("active" | "deactivated" | "erased")
}
answer: {
data: {
id: string
email: (string | null)
displayName: (string | null)
locale: string
country: (string | null)
phone: (string | null)
marketingConsent: boolean
status: ("active" | "deactivated" | "erased")
createdAt: string
version: number
}[]
page: {
nextCursor: (string | null)
limit: number
}
}
}
"POST /users": {
body: {
email: string
displayName?: string
locale?: string
}
answer: {
id: string
email: (string | null)
displayName: (string | null)
locale: string
country: (string | null)
phone: (string | null)
marketingConsent: boolean
status: ("active" | "deactivated" | "erased")
createdAt: string
version: number
}
}
"GET /users/erasures/{id}": {
params: {
id: string
}
answer: {
requestId: string
state: ("grace" | "cancelled" | "running" | "completed" | "overdue")
startsAt: string
dueAt: string
userId: string
steps: {
service: string
completedAt: (string | null)
deleted: number
anonymised: number
}[]
}
}
"GET /users/me": {
answer: {
id: string
email: (string | null)
displayName: (string | null)
locale: string
country: (string | null)
phone: (string | null)
marketingConsent: boolean
status: ("active" | "deactivated" | "erased")
createdAt: string
version: number
}
}
"PATCH /users/me": {
body: {
displayName?: (string | null)
locale?: string
country?: (string | null)
phone?: (string | null)
marketingConsent?: boolean
}
answer: {
id: string
email: (string | null)
displayName: (string | null)
locale: string
country: (string | null)
phone: (string | null)
marketingConsent: boolean
status: ("active" | "deactivated" | "erased")
createdAt: string
version: number
}
}
"GET /users/me/addresses": {
answer: {
data: {
id: string
name: string
line1: string
line2?: string
city: string
postalCode: string
country: string
isDefault: boolean
}[]
}
}
"POST /users/me/addresses": {
body: {
name: string
line1: string
line2?: string
city: string
postalCode: string
country: string
isDefault?: boolean
}
answer: {
id: string
name: string
line1: string
line2?: string
city: string
postalCode: string
country: string
isDefault: boolean
}
}
"GET /users/me/addresses/{id}": {
params: {
id: string
}
answer: {
id: string
name: string
line1: string
line2?: string
city: string
postalCode: string
country: string
isDefault: boolean
}
}
"PUT /users/me/addresses/{id}": {
params: {
id: string
}
body: {
name: string
line1: string
line2?: string
city: string
postalCode: string
country: string
isDefault?: boolean
}
answer: {
id: string
name: string
line1: string
line2?: string
city: string
postalCode: string
country: string
isDefault: boolean
}
}
"DELETE /users/me/addresses/{id}": {
params: {
id: string
}
}
"POST /users/me/erasure": {
answer: {
requestId: string
state: ("grace" | "cancelled" | "running" | "completed" | "overdue")
startsAt: string
dueAt: string
}
}
"DELETE /users/me/erasure/{id}": {
params: {
id: string
}
}
"POST /users/me/export": {
answer: {
jobId: string
state: ("queued" | "running" | "done" | "failed")
downloadUrl?: string
expiresAt?: string
error?: string
}
}
"GET /users/me/export/{jobId}": {
params: {
jobId: string
}
answer: {
jobId: string
state: ("queued" | "running" | "done" | "failed")
downloadUrl?: string
expiresAt?: string
error?: string
}
}
"GET /users/{id}": {
params: {
id: string
}
answer: {
id: string
email: (string | null)
displayName: (string | null)
locale: string
country: (string | null)
phone: (string | null)
marketingConsent: boolean
status: ("active" | "deactivated" | "erased")
createdAt: string
version: number
}
}
"PATCH /users/{id}": {
params: {
id: string
}
body: {
displayName?: (string | null)
locale?: string
country?: (string | null)
phone?: (string | null)
marketingConsent?: boolean
}
answer: {
id: string
email: (string | null)
displayName: (string | null)
locale: string
country: (string | null)
phone: (string | null)
marketingConsent: boolean
status: ("active" | "deactivated" | "erased")
createdAt: string
version: number
}
}
"DELETE /users/{id}": {
params: {
id: string
}
}
"GET /users/{id}/addresses/{addressId}": {
params: {
id: string
addressId: string
}
answer: {
name: string
line1: string
line2?: string
city: string
postalCode: string
country: string
}
}
"GET /users/{id}/status": {
params: {
id: string
}
answer: {
userId: string
status: ("active" | "deactivated" | "erased")
country: (string | null)
emailVerified: boolean
createdAt: string
addressIds: string[]
}
}
}
}
}
