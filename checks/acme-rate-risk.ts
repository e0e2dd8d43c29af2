import { acmeIssuersIn, certificatesIn, isProduction } from './certificates/read';
import { append } from './graph/lists';
import { defineRule, type Located, type MutableApp } from './mechanism/rule';

/** Of 50 new certificates that a registered domain gets in a week, those that one repair of everything may use up at once. */
const perDomain = 40;

/** Of 5 certificates for just the same names in a week. */
const perNames = 3;

/** What somebody registered: the last two labels. Under a longer public suffix it counts too much together, which is on the safe side. */
const registeredOf = (name: string): string => name.split('.').slice(-2).join('.');

export default defineRule({
  why: 'When all certificates are asked for again at once, the authority refuses the rest for a week, and names go without.',
  incidents: ['I10'],
  *check(scene) {
    const issuers = new Set(
      acmeIssuersIn(scene)
        .filter(({ acme }) => isProduction(acme))
        .map(({ json }) => json.metadata.name),
    );
    // Every cluster that is rendered alike asks for as many.
    const asking = Math.max(1, scene.platform.clusters.filter(({ edge }) => edge).length);
    const domains = new Map<string, Located[]>();
    const names = new Map<string, Located[]>();
    for (const { spec, ...at } of certificatesIn(scene)) {
      if (!issuers.has(spec.issuerRef.name)) continue;
      append(names, [...(spec.dnsNames ?? [])].sort().join(' '), at);
      for (const domain of new Set((spec.dnsNames ?? []).map(registeredOf))) append(domains, domain, at);
    }
    for (const [what, lists, most, each] of [
      ['for names below', domains, Math.floor(perDomain / asking), '50'],
      ['for just', names, perNames, '5'],
    ] as const)
      for (const [name, all] of lists) {
        const at = all[most];
        if (at === undefined) continue;
        const fact = `is one of ${all.length} certificates ${what} ${name} that this cluster asks for, and the authority gives ${each} a week to all`;
        yield { ...at, fact, fix: `ask for ${most} at most: one with several names, or with a wildcard` };
      }
  },
  mutation: (apps: MutableApp[]) => {
    if (!apps[0]?.cluster.edge) throw new RangeError('no certificate of the real authority to copy');
    const app = apps.find(({ objects }) =>
      objects.some(({ json }) => json.kind === 'Certificate' && json.spec.issuerRef.name === 'public'),
    );
    const certificate = app?.objects.find(({ json }) => json.kind === 'Certificate' && json.spec.issuerRef.name === 'public');
    if (app === undefined || certificate === undefined) throw new RangeError('no Certificate to copy');
    const { json, model } = certificate;
    for (const end of ['a', 'b', 'c', 'd']) {
      const copy = structuredClone(json);
      copy.metadata.name += `-${end}`;
      copy.spec.secretName += `-${end}`;
      app.objects.push({ json: copy, ...(model && { model }) });
    }
  },
});
