import type { Mutations } from './mutation';

const token = ['$', '{Token[TOKEN.1]}'].join('');

export const texts = {
  'leaves nothing unfilled': [
    ['open/ap-south-1-network vpc Properties/CidrBlock', token, `is left with '${token}'`],
    ['open/ap-south-1-network vpc Properties/Tags/0/Value', 'undefined-vpc', "is left with 'undefined-vpc'"],
    ['open/ap-south-1-network vpc Properties/CidrBlock', '', "is left with ''"],
    ['registry/ap-south-2 template Properties/RepositoryPolicy', '{"Ref":"AWS::Region"}', `is left with '{"Ref":"AWS::Region"}'`],
  ],
} satisfies Mutations;
