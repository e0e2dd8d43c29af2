import { foundation } from '#cdk';
import { load } from '#model';
import { registry } from '#registry';

/** The stacks of all stages as a plain CDK project has them: an app that its command line starts with tsx, and validates. */
const { platform, mistakes } = load(registry);
if (platform === undefined) throw new Error(`the platform has ${mistakes.length} mistakes`);
foundation(platform).synth();
