import { ServiceModule } from '#kit';
import { AddressController } from './address-controller';
import { Addresses } from './addresses';
import { UserController } from './controller';
import { AddressRow, ErasureRow, ErasureStepRow, ProfileRow } from './entities';
import { ErasureController } from './erasure-controller';
import { ErasureSettings, Erasures } from './erasures';
import { CreateProfiles1763700000000 } from './migrations/1763700000000-create-profiles';
import { ProfileEvents } from './profile-events';
import { Profiles } from './profiles';

@ServiceModule({
  settings: [ErasureSettings],
  entities: [ProfileRow, AddressRow, ErasureRow, ErasureStepRow],
  migrations: [CreateProfiles1763700000000],
  // Fixed paths below /users/me and /users/erasures, before those with a user's id.
  controllers: [AddressController, ErasureController, UserController],
  providers: [Addresses, Erasures, ProfileEvents, Profiles],
})
export class UserModule {}
