import { ServiceModule } from '#kit';
import { AdminController } from './accounts/admin-controller';
import { Administration } from './accounts/administration';
import { Challenges } from './accounts/challenges';
import { AccountController } from './accounts/controller';
import { Account, Challenge } from './accounts/entities';
import { Erasure } from './accounts/erasure';
import { Invitations } from './accounts/invitations';
import { Locks } from './accounts/locks';
import { Recovery } from './accounts/recovery';
import { Registration } from './accounts/registration';
import { CreateAccounts1763700000000 } from './migrations/1763700000000-create-accounts';
import { Passwords } from './passwords/passwords';
import { SessionController } from './sessions/controller';
import { Session } from './sessions/entity';
import { Expiry } from './sessions/expiry';
import { Origins } from './sessions/origin';
import { Revocation } from './sessions/revocation';
import { Rotation } from './sessions/rotation';
import { Sessions } from './sessions/sessions';
import { SignIn } from './sessions/sign-in';
import { AuthSettings } from './settings';
import { AccessTokens } from './tokens/access-tokens';
import { Clients } from './tokens/clients';
import { TokenController } from './tokens/controller';
import { SigningKey } from './tokens/entity';
import { Grants } from './tokens/grants';
import { KeyStore } from './tokens/key-store';
import { SigningKeys } from './tokens/signing-keys';

@ServiceModule({
  issuesTokens: true,
  settings: [AuthSettings],
  entities: [Account, Challenge, Session, SigningKey],
  migrations: [CreateAccounts1763700000000],
  controllers: [AccountController, AdminController, SessionController, TokenController],
  providers: [
    ...[Administration, Challenges, Erasure, Invitations, Locks, Recovery, Registration, Passwords],
    ...[Expiry, Origins, Revocation, Rotation, Sessions, SignIn],
    ...[AccessTokens, Clients, Grants, KeyStore, SigningKeys],
  ],
})
export class AuthModule {}
