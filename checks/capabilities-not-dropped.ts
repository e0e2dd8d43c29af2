import { firstContainer } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

/** The one capability that Pod Security `restricted` lets a container keep: to listen on a port below 1024. */
const harmless = 'NET_BIND_SERVICE';

export default defineRule({
  why: 'A process keeps rights of root that it never uses, and whoever takes it over uses them to forge packets or change files of others.',
  elsewhere: {
    'kube-linter': ['drop-net-raw-capability'],
    polaris: ['insecureCapabilities', 'dangerousCapabilities'],
    kyverno: ['disallow-capabilities-strict', 'require-drop-all'],
    checkov: ['CKV_K8S_28', 'CKV_K8S_37', 'CKV_K8S_25', 'CKV_K8S_39'],
    nsa: ['C-0046'],
  },
  *check({ containers }) {
    for (const { app, json, container } of containers) {
      const { drop = [], add = [] } = container.securityContext?.capabilities ?? {};
      if (!drop.includes('ALL')) {
        const fact = `container '${container.name}' drops ${drop.join(', ') || 'no capabilities'}`;
        yield { app, json, fact, fix: "set capabilities.drop to ['ALL']" };
      }
      const added = add.filter((capability) => capability !== harmless).join(', ');
      if (added) {
        const fix = `remove ${added} from capabilities.add; only ${harmless} may stay`;
        yield { app, json, fact: `container '${container.name}' adds ${added}`, fix };
      }
    }
  },
  mutation: (apps) => {
    firstContainer(apps).securityContext = { ...firstContainer(apps).securityContext, capabilities: { drop: ['NET_RAW'] } };
  },
});
