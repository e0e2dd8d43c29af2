export { type KeySource, KeysUnavailable, RemoteKeys, type RemoteKeysOptions } from './jwks';
export { ServiceTokens, type ServiceTokensOptions, ServiceTokenUnavailable } from './service-token';
export { type TokenRefusal, TokenRefused, TokenVerifier, type TokenVerifierOptions } from './tokens';
