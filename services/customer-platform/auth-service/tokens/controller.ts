import { Controller, UseFilters } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { AuthSettings } from '../settings';
import { AccessTokenReader } from './access-token-reader';
import { Grants } from './grants';
import { OAuthErrors } from './oauth-error';
import { getKeys, getKeysUnderPath, getMetadata, getMetadataUnderPath, grants, introspectToken, issueToken } from './routes';
import { SigningKeys } from './signing-keys';

@Controller()
@UseFilters(OAuthErrors)
export class TokenController {
  constructor(
    private readonly grants: Grants,
    private readonly reader: AccessTokenReader,
    private readonly signingKeys: SigningKeys,
    private readonly settings: AuthSettings,
  ) {}

  @Route(issueToken)
  issue(request: RequestOf<typeof issueToken>): Promise<AnswerOf<typeof issueToken>> {
    return this.grants.issue(request);
  }

  @Route(introspectToken)
  async introspect(request: RequestOf<typeof introspectToken>): Promise<AnswerOf<typeof introspectToken>> {
    const claims = await this.reader.read(request, request.body.token);
    if (claims === undefined) return { active: false };
    const { sub, scope, iss, aud, sid, act, iat, exp, jti } = claims;
    return { active: true, token_type: 'Bearer', sub, scope, iss, aud: String(aud), sid, act, iat, exp, jti };
  }

  @Route(getKeys)
  async keys(request: RequestOf<typeof getKeys>): Promise<AnswerOf<typeof getKeys>> {
    return (await this.signingKeys.published(request)) as AnswerOf<typeof getKeys>;
  }

  @Route(getKeysUnderPath)
  keysUnderPath(request: RequestOf<typeof getKeysUnderPath>): Promise<AnswerOf<typeof getKeysUnderPath>> {
    return this.keys(request);
  }

  @Route(getMetadata)
  metadata(): AnswerOf<typeof getMetadata> {
    const issuer = this.settings.ISSUER_URL;
    const at = issuer.replace(/\/$/, '');
    return {
      issuer,
      token_endpoint: `${at}/auth/token`,
      introspection_endpoint: `${at}/auth/introspect`,
      jwks_uri: `${at}/.well-known/jwks.json`,
      response_types_supported: [],
      grant_types_supported: Object.values(grants),
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    };
  }

  @Route(getMetadataUnderPath)
  metadataUnderPath(): AnswerOf<typeof getMetadataUnderPath> {
    return this.metadata();
  }
}
