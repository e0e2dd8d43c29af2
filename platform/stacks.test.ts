import { templatesOf } from '#cdk';
import { load } from '#model';
import { registry } from '#registry';
import { laws } from '../cdk/laws';
import { privilegesBeyondNeed } from '../cdk/least-privilege';
import { stackFindings } from '../checks/stacks';

const { platform } = load(registry);
if (platform === undefined) throw new Error('the platform has mistakes; run platform check');
const stacks = templatesOf(platform);

test.each(Object.entries(laws))('every stack %s', (_, law) => expect(law({ platform, stacks })).toEqual([]));

test('every role may do what it needs, and no more', async () => expect(await privilegesBeyondNeed(stacks)).toEqual([]));

test('every store can keep what its environment promises', () => expect(stackFindings(platform, stacks)).toEqual([]));
