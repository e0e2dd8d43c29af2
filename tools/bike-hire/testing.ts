import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Registry, Source } from '#model';
import { registry as given } from '../../registry.gen';

/** The definitions of this platform with the catalogue of the repository, for tests that take a registry from `#registry`. */

const found = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).sort();

const definitions = (place: RegExp): Source[] => found.filter((file) => place.test(file)).map((file) => ({ file, exports: read(file) }));

const read = (file: string): Source['exports'] =>
  file.endsWith('.json') ? { default: require(join(__dirname, file)) } : { default: require(join(__dirname, file)).default };

export const registry: Registry = {
  organisation: definitions(/^platform\/organisation\.ts$/),
  teams: definitions(/^platform\/teams\.ts$/),
  environments: definitions(/^platform\/environments\/[^/]+\.ts$/),
  releases: definitions(/^releases\/[^/]+\.json$/),
  topics: [],
  components: [...given.components, ...definitions(/^components\/[^/]+\/[^/]+\.ts$/)],
  services: definitions(/^services\/[^/]+\/[^/]+\/service\.ts$/),
  rules: [...given.rules, ...definitions(/^checks\/[^/]+\.ts$/)],
  policies: given.policies,
};
