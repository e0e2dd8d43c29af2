import type { Command } from '../command';

export const stacks: Command = {
  summary: 'synthesize the stacks: what cdk.json names as its app',
  usage: 'platform stacks',
  example: "npx cdk synth --no-lookups --app 'npx platform stacks'",
  run: async (_, { registry, unreadable }) => {
    // Loads the CDK, which takes longer than all of this; no other command should wait for it.
    const { synthesizeStacks } = await import('../cdk');
    return synthesizeStacks(registry, unreadable);
  },
};
