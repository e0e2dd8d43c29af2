import { defineRule } from './mechanism/rule';
import { blockedWays } from './reach';
import { firstWayOut } from './reach/mutations';

export default defineRule({
  why: 'Names do not resolve, or only those with short answers: every call and every store is out of reach by its name.',
  elsewhere: { kyverno: ['add-networkpolicy-dns'] },
  incidents: ['I30', 'I31', 'P08'],
  check: (scene) => blockedWays(scene, 'dns'),
  mutation: (apps) => {
    const { rule } = firstWayOut(apps, ({ ports = [] }) => ports.some(isDnsOverTcp));
    rule.ports = rule.ports.filter((port: Port) => !isDnsOverTcp(port));
  },
});

interface Port {
  readonly port?: number | string;
  readonly protocol?: string;
}

const isDnsOverTcp = ({ port, protocol }: Port): boolean => port === 53 && protocol === 'TCP';
