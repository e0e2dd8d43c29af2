import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { httpOf } from '#model/endpoints';
import { demoPasswordFile, type LocalPlace, portOf, runsSimulator, simulatorPort, urlOf } from './environment';
import type { Route } from './forward';
import type { DemoAccount, StartPage } from './health';
import type { RunnableService } from './runnable';

const isPublic = ({ definition }: RunnableService): boolean => httpOf(definition).exposure === 'public';

/** Public services under their own paths; and the standard addresses at which clients ask for the keys of tokens. */
export const routesOf = (chosen: readonly RunnableService[], place: LocalPlace): Route[] => [
  ...chosen
    .filter(isPublic)
    .map((service) => ({ name: service.name, path: httpOf(service.definition).path, port: portOf(service, place) })),
  ...chosen
    .filter(({ name }) => name === place.identity)
    .map((service) => ({ name: service.name, path: '/.well-known', port: portOf(service, place) })),
];

/** The accounts that the service which issues tokens makes on a computer like this. */
const accounts: readonly DemoAccount[] = [
  { email: 'customer@demo.local', may: 'buys, reviews, is forgotten' },
  { email: 'seller@demo.local', may: 'lists products and stock of his own' },
  { email: 'merch@demo.local', may: 'manages the catalogue, prices, all stock and search' },
  { email: 'support@demo.local', may: 'sees and moves orders, refunds, moderates reviews' },
  { email: 'operator@demo.local', may: 'runs the services: dead letters, faults' },
  { email: 'security@demo.local', may: 'locks and unlocks accounts' },
  { email: 'admin@demo.local', may: 'does all of this and gives roles' },
];

/** What there is to be said of the platform as it runs. */
export const pageOf = (chosen: readonly RunnableService[], place: LocalPlace): StartPage => ({
  url: place.publicUrl,
  folder: shown(place.folder),
  services: chosen.map((service) => ({
    name: service.name,
    purpose: service.definition.purpose,
    path: httpOf(service.definition).path,
    public: isPublic(service),
    url: urlOf(service.name, place),
  })),
  others: place.services.filter((service) => !chosen.includes(service)).map(({ name }) => name),
  ...(chosen.some(({ name }) => name === place.identity) && {
    accounts: { all: accounts, password: readFileSync(demoPasswordFile(place.secrets), 'utf8') },
  }),
  ...(chosen.some(runsSimulator) && { simulator: `http://localhost:${simulatorPort(place)}/sim/payment` }),
});

const shown = (folder: string): string => (relative('.', folder).startsWith('..') ? folder : relative('.', folder));
