import { type Answer, endNames, endOf, explain as explained, tcp } from '#checks/reach';
import { type Command, type Context, type Outcome, wrongInput, wrongUsage } from '../command';
import { aligned, printMistakes } from '../report';
import { sceneFor, unknownName } from '../scenes';

export const explain: Command = {
  summary: 'say whether one thing reaches another over the network, and which objects decide',
  usage: 'platform explain <from> <to> [--cluster <name>] [--port <number>] [--json]',
  example: 'platform explain api-gateway dns',
  options: {
    cluster: { type: 'string', does: 'on this cluster; otherwise the first that has both' },
    port: { type: 'string', does: 'port of the container; otherwise the first of what is reached' },
    json: { type: 'boolean', does: 'answer with one JSON document' },
  },
  run: (args, context) => {
    const { positionals, options } = args;
    const [from = '', to = '', ...rest] = positionals;
    const wrong = misused(positionals, options.port, rest);
    if (wrong) {
      context.warn(`platform: wrong-usage: ${wrong}; use it as '${explain.usage}'`);
      return wrongUsage;
    }
    const asked = sceneFor(args, context);
    if (typeof asked === 'number') return asked;
    const { scene, platform } = asked;
    const [source, destination] = [endOf(from, scene, platform), endOf(to, scene, platform)];
    if (source === undefined || destination === undefined) {
      const known = endNames(scene, platform);
      const unknown = [source ? [] : [from], destination ? [] : [to]].flat();
      printMistakes(
        unknown.map((name) => unknownName(name, known, asked)),
        context,
      );
      return wrongInput;
    }
    const ports = options.port === undefined ? undefined : [tcp(Number(options.port))];
    if (ports === undefined && destination.ports.length === 0) {
      context.warn(`platform: wrong-usage: '${to}' names no port of its own; say which with --port`);
      return wrongUsage;
    }
    return answer(
      explained(scene, source, destination, ports ?? (to === 'dns' ? destination.ports : undefined)),
      scene.cluster.name,
      options.json === true,
      context,
    );
  },
};

const misused = (positionals: readonly string[], port: string | boolean | undefined, rest: readonly string[]): string | undefined => {
  if (positionals.length < 2) return 'it takes two names';
  if (rest.length) return `'${rest[0]}' is one name too many`;
  if (port === undefined || (/^\d+$/.test(String(port)) && Number(port) >= 1 && Number(port) <= 65_535)) return undefined;
  return `--port is '${port}', not a number from 1 to 65535`;
};

const answer = (found: Answer, cluster: string, json: boolean, { print, paint }: Context): Outcome => {
  const { allowed, because, from, to, ports, hops } = found;
  if (json) {
    print(JSON.stringify({ cluster, ...found }, null, 2));
    return allowed ? 0 : wrongInput;
  }
  const verdict = allowed ? paint.green('yes') : paint.red('no');
  print(`${verdict}: ${from} ${allowed ? 'reaches' : 'does not reach'} ${to} on ${ports.join(' and ')} on ${cluster}`);
  for (const reason of because.length ? because : ['no definition asks for it']) print(paint.dim(`  ${reason}`));
  const rows = aligned(hops.map(({ at, allows, says }) => [allows ? '  ok' : '  no', at, says]));
  for (const [index, row] of rows.entries()) print(hops[index]?.allows ? row : paint.red(row));
  const files = [...new Set(hops.flatMap(({ file }) => file ?? []))];
  if (!allowed) print(paint.dim(`  see ${files.join(', ')}`));
  return allowed ? 0 : wrongInput;
};
