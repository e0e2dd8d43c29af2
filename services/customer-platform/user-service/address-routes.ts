import * as z from 'zod';
import { route } from '#kit';

const fields = {
  name: z.string().trim().min(1).max(200),
  line1: z.string().trim().min(1).max(200),
  line2: z.string().trim().min(1).max(200).optional(),
  city: z.string().trim().min(1).max(100),
  postalCode: z.string().trim().min(1).max(20),
  country: z.string().regex(/^[A-Z]{2}$/),
};

const address = z.object({ id: z.uuid(), ...fields, isDefault: z.boolean() });

export type Address = z.output<typeof address>;

const wish = z.object({ ...fields, isDefault: z.boolean().optional() });

export type AddressWish = z.output<typeof wish>;

const withId = z.object({ id: z.uuid() });

export const listAddresses = route({
  method: 'GET',
  path: '/users/me/addresses',
  summary: "Lists the caller's addresses",
  access: ['profile:own'],
  answer: z.object({ data: z.array(address) }),
});

export const addAddress = route({
  method: 'POST',
  path: '/users/me/addresses',
  summary: 'Adds an address; the first one is the default',
  access: ['profile:own'],
  idempotency: 'optional',
  body: wish,
  status: 201,
  answer: address,
  location: ({ id }) => `/users/me/addresses/${id}`,
  problems: { 'too-many-addresses': 422 },
});

export const getAddress = route({
  method: 'GET',
  path: '/users/me/addresses/{id}',
  summary: 'Shows one address of the caller',
  access: ['profile:own'],
  params: withId,
  answer: address,
});

export const replaceAddress = route({
  method: 'PUT',
  path: '/users/me/addresses/{id}',
  summary: 'Replaces an address',
  access: ['profile:own'],
  params: withId,
  body: wish,
  answer: address,
});

export const removeAddress = route({
  method: 'DELETE',
  path: '/users/me/addresses/{id}',
  summary: 'Removes an address; of the others the oldest becomes the default',
  access: ['profile:own'],
  params: withId,
});

/** For services that deliver: the address as it goes on a parcel. */
export const checkAddress = route({
  method: 'GET',
  path: '/users/{id}/addresses/{addressId}',
  summary: "Shows a customer's address to a service",
  access: ['users:check'],
  params: z.object({ id: z.uuid(), addressId: z.uuid() }),
  answer: z.object(fields),
});
