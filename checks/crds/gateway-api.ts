import type { CrdRules } from './read';

const text = (field: string): string => `(has(a.${field}) ? a.${field} : '') == (has(b.${field}) ? b.${field} : '')`;
const number = (field: string): string => `(has(a.${field}) ? a.${field} : 0) == (has(b.${field}) ? b.${field} : 0)`;
/** Of a list: no two items have the same in all of some fields. */
const distinct = (...same: readonly string[]): string => `self.all(a, self.exists_one(b, ${same.join(' && ')}))`;

const plain = "self.type == 'RegularExpression'";

/** @see https://gateway-api.sigs.k8s.io/reference/spec/ */
export const gatewayApi: CrdRules = {
  'gateway.networking.k8s.io/HTTPRoute': [
    {
      at: 'spec.rules.*.matches.*.path',
      holds: `${plain} || self.value.matches(r'^/([-A-Za-z0-9/._~!$&()*+,;=:@\\x27]|%[0-9a-fA-F]{2})*$')`,
      fact: 'is no absolute path, or has characters that a path cannot have',
      fix: "begin it with '/', and write other characters as %XX",
    },
    {
      at: 'spec.rules.*.matches.*.path',
      holds: `${plain} || !self.value.matches(r'//|/[.][.]?(/|$)|%2[fF]')`,
      fact: "has '//', '/.', '/..' or an encoded '/' in it",
      fix: 'write the path as it is when it is resolved',
    },
    {
      at: 'spec.rules.*.backendRefs.*',
      holds: "(has(self.kind) && self.kind != 'Service') || has(self.port)",
      fact: 'names a Service without a port',
      fix: 'add the port',
    },
    {
      at: 'spec.rules.*',
      holds:
        '!has(self.filters) || !self.filters.exists(f, has(f.requestRedirect)) || !has(self.backendRefs) || size(self.backendRefs) == 0',
      fact: 'sends callers elsewhere and to a Service',
      fix: 'remove the redirect or the backends',
    },
    {
      at: 'spec.rules.*.timeouts',
      holds:
        "!has(self.request) || !has(self.backendRequest) || duration(self.request) == duration('0s') || duration(self.backendRequest) <= duration(self.request)",
      fact: 'lets a single try take longer than the whole request',
      fix: 'make backendRequest at most request',
    },
    {
      at: 'spec.parentRefs',
      holds: distinct('a.name == b.name', text('namespace'), text('kind'), text('sectionName'), number('port')),
      fact: 'names the same parent twice',
      fix: 'remove one, or name a listener in each',
    },
    {
      at: 'spec.rules',
      holds: 'self.all(a, !has(a.name) || self.exists_one(b, has(b.name) && a.name == b.name))',
      fact: 'has two rules of one name',
      fix: 'give each rule a name of its own',
    },
  ],
  'gateway.networking.k8s.io/Gateway': [
    {
      at: 'spec.listeners',
      holds: distinct('a.name == b.name'),
      fact: 'has two listeners of one name',
      fix: 'give each a name of its own',
    },
    {
      at: 'spec.listeners',
      holds: distinct('a.port == b.port', 'a.protocol == b.protocol', text('hostname')),
      fact: 'has two listeners of one port, protocol and host',
      fix: 'remove one of them',
    },
    {
      at: 'spec.listeners.*',
      holds: "!has(self.tls) || !(self.protocol in ['HTTP', 'TCP', 'UDP'])",
      fact: 'has tls on a protocol without it',
      fix: 'write protocol HTTPS or TLS',
    },
    {
      at: 'spec.listeners.*',
      holds: "self.protocol != 'HTTPS' || !has(self.tls) || !has(self.tls.mode) || self.tls.mode == 'Terminate'",
      fact: 'does not end TLS, which HTTPS has to',
      fix: 'write mode Terminate, or protocol TLS',
    },
    {
      at: 'spec.listeners.*',
      holds: "!has(self.hostname) || !(self.protocol in ['TCP', 'UDP'])",
      fact: 'has a host name on a protocol that knows none',
      fix: 'remove hostname',
    },
    {
      at: 'spec.listeners.*.tls',
      holds:
        "(has(self.mode) && self.mode != 'Terminate') || (has(self.certificateRefs) && size(self.certificateRefs) > 0) || (has(self.options) && size(self.options) > 0)",
      fact: 'ends TLS without a certificate',
      fix: 'name one in certificateRefs',
    },
  ],
};
