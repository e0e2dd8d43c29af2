import { type StackTemplate, templatesOf } from '#cdk';
import { load } from '#model';
import { registry } from '#registry';

/** The templates of the platform that this is bundled with; none where its definitions do not fit together. */
export const templates = (): StackTemplate[] => {
  const { platform } = load(registry);
  return platform ? templatesOf(platform) : [];
};
