import { didYouMean, type Platform, workloadOf } from '#model';
import { type Command, wrongInput, wrongUsage } from '../command';
import { definitions } from '../definitions';
import { aligned, printMistakes } from '../report';

type Row = Readonly<Record<string, string | number | boolean>>;

const tables: Readonly<Record<string, (platform: Platform) => Row[]>> = {
  services: ({ services, clusters }) =>
    services.map((service) => {
      const { name, domain, owner, tier, http, purpose } = service;
      const most = clusters.map((cluster) => workloadOf(service, cluster).replicas.max);
      return {
        name,
        domain,
        owner,
        tier,
        port: http?.port ?? '-',
        path: http?.path ?? '-',
        exposure: http?.exposure ?? '-',
        'max pods': Math.max(...most),
        purpose,
      };
    }),
  components: ({ components, clusters }) =>
    components.map(({ name, namespace, role = '-', wave, chart, git, purpose }) => ({
      name,
      namespace,
      role,
      wave,
      version: chart?.version ?? git?.revision.replace('refs/tags/', '') ?? '-',
      clusters: clusters.filter(({ components: on }) => on.some((each) => each.name === name)).length,
      purpose,
    })),
  clusters: ({ clusters, services }) =>
    clusters.map(({ name, environment, account, kubernetes, zones, cidr, standby, release, components }) => ({
      name,
      environment: environment.name,
      account,
      kubernetes,
      zones: zones.length,
      cidr,
      standby,
      revision: release.revision ?? 'not released',
      components: components.length,
      services: services.length,
    })),
};

export const list: Command = {
  summary: 'show the services, components or clusters of the platform',
  usage: 'platform list services|components|clusters [--json]',
  example: 'platform list services',
  options: { json: { type: 'boolean', does: 'answer with one JSON document' } },
  run: ({ positionals: [what = ''], options }, context) => {
    const table = tables[what];
    if (table === undefined) {
      context.warn(
        `platform: wrong-usage: '${what}' cannot be listed; ${didYouMean(what, Object.keys(tables), `use one of ${Object.keys(tables).join(', ')}`)}`,
      );
      return wrongUsage;
    }
    const { platform, mistakes } = definitions(context);
    if (platform === undefined) {
      printMistakes(mistakes, context);
      return wrongInput;
    }
    const rows = table(platform);
    if (options.json) context.print(JSON.stringify(rows, null, 2));
    else for (const line of aligned(cellsOf(rows))) context.print(line);
    return 0;
  },
};

const cellsOf = (rows: readonly Row[]): string[][] => {
  const heads = Object.keys(rows[0] ?? {});
  return [heads.map((head) => head.toUpperCase()), ...rows.map((row) => heads.map((head) => String(row[head])))];
};
