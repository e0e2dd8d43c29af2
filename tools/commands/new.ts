import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { load, type Mistake, type Platform, type Service } from '#model';
import { type Arguments, type Command, type Context, type Outcome, wrongInput, wrongUsage } from '../command';
import { definitions } from '../definitions';
import { printMistakes } from '../report';
import { serviceCode } from '../service-code';

export const create: Command = {
  summary: 'add a service with code that runs, or a component, and synthesize it',
  usage: 'platform new service <domain>/<name> [--image <repository>] | component <group>/<name>',
  example: "platform new service shop/gift-service --owner checkout --purpose 'Sells gift cards and redeems them.'",
  options: {
    owner: { type: 'string', does: 'team of a service; otherwise the platform team' },
    purpose: { type: 'string', does: 'what it does, in one sentence' },
    image: { type: 'string', does: 'repository of the image of a service whose code is kept elsewhere' },
    repository: { type: 'string', does: "address of a component's chart" },
    chart: { type: 'string', does: "name of a component's chart; otherwise the component's name" },
    version: { type: 'string', does: "exact version of a component's chart" },
  },
  run: ({ positionals: [kind = '', place = ''], options }, context) => {
    const [parent, name, ...rest] = place.split('/');
    const write = writers[kind];
    if (write === undefined || !parent || !name || rest.length > 0) {
      context.warn(`platform: wrong-usage: 'new ${kind} ${place}' does not say what and where; use it as '${create.usage}'`);
      return wrongUsage;
    }
    if (kind === 'service' && options.image === undefined && !existsSync(join(context.root, kit))) {
      const fact = `${kit} is not there, so no code can be written for '${place}'`;
      context.warn(`platform: wrong-usage: ${fact}; say with --image <repository> which image it runs`);
      return wrongUsage;
    }
    const { platform, mistakes } = definitions(context);
    if (platform === undefined) {
      printMistakes(mistakes, context);
      return wrongInput;
    }
    const definition = write({ parent, name, options, platform });
    const wrong = refusals(definition, context);
    if (wrong.length > 0) {
      printMistakes(wrong, context);
      return wrongInput;
    }
    for (const [file, text] of [[definition.file, sourceOf(definition, context.model)] as const, ...definition.code]) {
      const path = join(context.root, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      context.print(`wrote ${file}`);
    }
    return goOn;
  },
};

/** What the code of a new service stands on. */
const kit = 'services/kit';

/** The new definition is not among those that this process was given; another one synthesizes it. */
const goOn: Outcome = ['synth'];

interface Wish {
  readonly parent: string;
  readonly name: string;
  readonly options: Arguments['options'];
  readonly platform: Platform;
}

/** A definition that is not written yet. */
interface Definition {
  readonly kind: 'Service' | 'Component';
  /** The part of the registry that it belongs to. */
  readonly field: 'services' | 'components';
  readonly file: string;
  readonly value: object;
  /** Files of code that go with it: path and text. */
  readonly code: readonly (readonly [string, string])[];
}

const writers: Readonly<Record<string, (wish: Wish) => Definition>> = {
  service: ({ parent, name, options, platform }) => {
    const folder = `services/${parent}/${name}`;
    const path = freePath(platform, name);
    return {
      kind: 'Service',
      field: 'services',
      file: `${folder}/service.ts`,
      value: {
        purpose: String(options.purpose ?? `Answers for everything about ${spoken(name)}.`),
        owner: String(options.owner ?? platform.organisation.platformTeam),
        tier: 'standard',
        ...(options.image && { image: String(options.image) }),
        http: { port: nextPort(platform, parent), path, exposure: 'public' },
        ...(options.image && { probes: { ready: { http: '/healthz' } } }),
      },
      code: options.image ? [] : serviceCode(folder, name, path),
    };
  },
  component: ({ parent, name, options }) => ({
    kind: 'Component',
    field: 'components',
    file: `components/${parent}/${name}.ts`,
    value: {
      purpose: String(options.purpose ?? `Runs ${spoken(name)} for everything on the cluster.`),
      ...(options.repository && options.version
        ? { chart: { repository: options.repository, name: options.chart ?? name, version: options.version } }
        : {}),
      network: {},
    },
    code: [],
  }),
};

/** What would be wrong with the platform if the definition were there. */
const refusals = ({ file, field, value }: Definition, { root, registry }: Context): Mistake[] => {
  if (existsSync(join(root, file)))
    return [{ file, rule: 'name-taken', fact: 'the file is there', fix: 'choose another name, or edit it' }];
  return [...load({ ...registry, [field]: [...registry[field], { file, exports: { default: value } }] }).mistakes];
};

const spoken = (name: string): string => name.replace(/-service$/, '').replaceAll('-', ' ');

/** The port after the last of the domain, or the first of the next hundred for a new domain. */
const nextPort = ({ services }: Platform, domain: string): number => {
  const portsIn = (some: readonly Service[]): number[] => some.flatMap(({ http }) => http?.port ?? []);
  const taken = new Set(portsIn(services));
  const own = portsIn(services.filter((service) => service.domain === domain));
  let port = own.length ? Math.max(...own) + 1 : (Math.floor(Math.max(8000, ...taken) / 100) + 1) * 100 + 1;
  while (taken.has(port)) port += 1;
  return port;
};

const freePath = ({ services }: Platform, name: string): string => {
  const short = `/${name.replace(/-service$/, '')}`;
  return services.some(({ http }) => http?.path === short) ? `/${name}` : short;
};

const sourceOf = ({ kind, value }: Definition, model: string): string =>
  `import { define${kind} } from '${model}';\n\nexport default define${kind}({\n${Object.entries(value)
    .map(([key, value]) => `  ${key}: ${literal(value)},\n`)
    .join('')}});\n`;

/** A value as a person would write it. */
const literal = (value: unknown): string => {
  if (typeof value === 'string') return value.includes("'") ? JSON.stringify(value) : `'${value.replaceAll('\\', '\\\\')}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([key, inner]) => `${key}: ${literal(inner)}`);
  return fields.length ? `{ ${fields.join(', ')} }` : '{}';
};
