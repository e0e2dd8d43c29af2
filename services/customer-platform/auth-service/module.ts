import { ServiceModule } from '#kit';
import { AdminController } from './accounts/admin-controller';
import { Administration } from './accounts/administration';
import { Challenges } from './accounts/challenges';
import { AccountController } from './accounts/controller';
import { DemoAccounts } from './accounts/demo';
import { Account, Challenge } from './accounts/entities';
import { Invitations } from './accounts/invitations';
import { Locks } from './accounts/locks';
import { AccountData } from './accounts/personal-data';
import { Recovery } from './accounts/recovery';
import { Registration } from './accounts/registration';
import { CreateAccounts1763700000000 } from './migrations/1763700000000-create-accounts';
import { AddSecondFactor1763800000000 } from './migrations/1763800000000-add-second-factor';
import { Passwords } from './passwords/passwords';
import { SecondFactorController } from './second-factor/controller';
import { RecoveryCode } from './second-factor/entity';
import { SecondFactor } from './second-factor/second-factor';
import { ActiveSessions } from './sessions/active';
import { SessionController } from './sessions/controller';
import { Session } from './sessions/entity';
import { Expiry } from './sessions/expiry';
import { Origins } from './sessions/origin';
import { Revocation } from './sessions/revocation';
import { Rotation } from './sessions/rotation';
import { Sessions } from './sessions/sessions';
import { SignIn } from './sessions/sign-in';
import { AuthSettings } from './settings';
import { AccessTokenReader } from './tokens/access-token-reader';
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
  entities: [Account, Challenge, RecoveryCode, Session, SigningKey],
  migrations: [CreateAccounts1763700000000, AddSecondFactor1763800000000],
  controllers: [AccountController, AdminController, SecondFactorController, SessionController, TokenController],
  providers: [
    ...[AccountData, Administration, Challenges, DemoAccounts, Invitations, Locks, Recovery, Registration, Passwords],
    ...[ActiveSessions, Expiry, Origins, Revocation, Rotation, Sessions, SignIn],
    ...[AccessTokenReader, AccessTokens, Clients, Grants, KeyStore, SigningKeys],
    SecondFactor,
  ],
})
export class AuthModule {}
