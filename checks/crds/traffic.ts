import type { CrdRules } from './read';

/**
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 * @see https://developer.konghq.com/kubernetes-ingress-controller/reference/custom-resources/#kongupstreampolicy
 */
export const traffic: CrdRules = {
  'security.istio.io/PeerAuthentication': [
    {
      at: 'spec',
      holds: '!has(self.portLevelMtls) || (has(self.selector) && has(self.selector.matchLabels) && size(self.selector.matchLabels) > 0)',
      fact: 'has portLevelMtls for a whole namespace',
      fix: 'select the pods whose port it is',
    },
    {
      at: 'spec.portLevelMtls',
      holds: 'size(self) > 0 && self.all(port, int(port) >= 1 && int(port) <= 65535)',
      fact: 'names no port from 1 to 65535',
      fix: 'write the number of a container port',
    },
  ],
  'security.istio.io/AuthorizationPolicy': [
    {
      at: 'spec',
      holds: '!has(self.selector) || !(has(self.targetRefs) || has(self.targetRef))',
      fact: 'has both selector and targetRefs',
      fix: 'keep one of them',
    },
  ],
  'configuration.konghq.com/KongUpstreamPolicy': [
    {
      at: 'spec',
      holds:
        "!(has(self.hashOn) || has(self.hashOnFallback)) || (has(self.algorithm) && self.algorithm in ['consistent-hashing', 'sticky-sessions'])",
      fact: 'has hashOn with an algorithm that does not hash',
      fix: 'write algorithm consistent-hashing, or remove hashOn',
    },
    {
      at: 'spec.healthchecks.passive',
      holds: '!(has(self.healthy) && has(self.healthy.interval)) && !(has(self.unhealthy) && has(self.unhealthy.interval))',
      fact: 'has an interval, while it asks nobody',
      fix: 'remove it; intervals are for active checks',
    },
  ],
};
