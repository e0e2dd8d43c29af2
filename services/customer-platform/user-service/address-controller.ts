import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { type Address, addAddress, checkAddress, getAddress, listAddresses, removeAddress, replaceAddress } from './address-routes';
import { Addresses } from './addresses';

@Controller()
export class AddressController {
  constructor(private readonly addresses: Addresses) {}

  @Route(listAddresses)
  async list(request: RequestOf<typeof listAddresses>): Promise<AnswerOf<typeof listAddresses>> {
    return { data: await this.addresses.list(request, request.caller.subject) };
  }

  @Route(addAddress)
  add(request: RequestOf<typeof addAddress>): Promise<Address> {
    return this.addresses.add(request);
  }

  @Route(getAddress)
  get(request: RequestOf<typeof getAddress>): Promise<Address> {
    return this.addresses.get(request, request.caller.subject, request.params.id);
  }

  @Route(replaceAddress)
  replace(request: RequestOf<typeof replaceAddress>): Promise<Address> {
    return this.addresses.replace(request, request.params.id, request.body);
  }

  @Route(removeAddress)
  remove(request: RequestOf<typeof removeAddress>): Promise<void> {
    return this.addresses.remove(request, request.params.id);
  }

  @Route(checkAddress)
  async check(request: RequestOf<typeof checkAddress>): Promise<AnswerOf<typeof checkAddress>> {
    const { id, isDefault, ...address } = await this.addresses.get(request, request.params.id, request.params.addressId);
    return address;
  }
}
