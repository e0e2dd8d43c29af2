import { ServiceModule } from '#kit';
import { AddressController } from './address-controller';
import { Addresses } from './addresses';
import { Census } from './census';
import { UserController } from './controller';
import { AddressRow, ErasureRow, ErasureStepRow, ExportRow, ProfileRow } from './entities';
import { ErasureController } from './erasure-controller';
import { ErasureRun } from './erasure-run';
import { ErasureSettings, Erasures } from './erasures';
import { ExportController } from './export-controller';
import { ExportWork } from './export-work';
import { Exports } from './exports';
import { CreateProfiles1763700000000 } from './migrations/1763700000000-create-profiles';
import { AddExports1763800000000 } from './migrations/1763800000000-add-exports';
import { UserData } from './personal-data';
import { ProfileEvents } from './profile-events';
import { ProfileNews } from './profile-news';
import { Profiles } from './profiles';

@ServiceModule({
  settings: [ErasureSettings],
  entities: [ProfileRow, AddressRow, ErasureRow, ErasureStepRow, ExportRow],
  migrations: [CreateProfiles1763700000000, AddExports1763800000000],
  // Fixed paths below /users/me and /users/erasures, before those with a user's id.
  controllers: [AddressController, ErasureController, ExportController, UserController],
  providers: [Addresses, Census, ErasureRun, Erasures, Exports, ExportWork, ProfileEvents, ProfileNews, Profiles, UserData],
})
export class UserModule {}
