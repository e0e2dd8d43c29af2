import type { Mutations } from './mutation';

const domain = 'open/ap-south-1-search domain Properties';
const policy = `${domain}/AccessPolicies/Statement`;
const notLeft = 'does not leave it to the policies of named roles who asks for what';
const several = 'takes several indices in one address, of which policies see the first';
const role = 'open/ap-south-1-identity restaurantsommelierDefaultPolicyD35A31B1 Properties/PolicyDocument/Statement/0';

export const search = {
  'keeps the indices of services apart': [
    [`${domain}/AdvancedOptions`, undefined, 'takes names of indices in the body of a request, where no policy looks'],
    [`${policy}/0/Principal`, { AWS: 'arn:aws:iam::888888888888:role/open-ap-south-1-restaurant-sommelier' }, notLeft],
    [`${policy}/0/Condition`, undefined, notLeft],
    [`${domain}/AccessPolicies`, undefined, notLeft],
    [`${policy}/1/Effect`, 'Allow', several],
    [`${policy}/1/Resource`, ['arn:aws:es:ap-south-1:888888888888:domain/open/*,*'], several],
    ...['domain/open/*', 'domain/open/sommelier*', 'domain/open/_all/*', 'domain/*', 'domain/open/sommelier-*/_search'].map((path) => {
      const arn = `arn:aws:es:ap-south-1:888888888888:${path}`;
      return [`${role}/Resource`, arn, `may ask ${arn}, which is more than its own indices`] as const;
    }),
    [`${role}/Resource`, '*', 'may ask *, which is more than its own indices'],
  ],
} satisfies Mutations;
