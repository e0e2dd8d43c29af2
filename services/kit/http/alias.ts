/** A route under a second path, with the same contract and so the same handler. */
export const alias = <Contract extends { readonly path: string }>(contract: Contract, path: `/${string}`): Contract => ({
  ...contract,
  path,
});
