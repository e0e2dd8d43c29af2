const customer = ['profile:own', 'orders:own', 'payments:own', 'reviews:own', 'notifications:own'];

const analyst = [
  ...['analytics:read', 'warehouse:query', 'forecasts:read', 'features:read', 'models:read'],
  ...['etl:read', 'stream:read', 'quality:read'],
];

const table = {
  customer,
  seller: [...customer, 'products:own', 'inventory:own', 'images:own', 'pricing:read'],
  support: [
    ...['users:read', 'orders:read', 'orders:manage', 'payments:read', 'refunds:write', 'reviews:moderate'],
    ...['fraud:review', 'notifications:read'],
  ],
  analyst,
  data: [
    ...analyst,
    ...['training:write', 'serving:write', 'features:write', 'forecasts:write', 'etl:write', 'warehouse:write'],
    ...['stream:write', 'quality:write', 'sentiment:write'],
  ],
  merchandiser: [
    ...['products:write', 'inventory:write', 'pricing:read', 'pricing:approve', 'forecasts:read', 'search:admin', 'images:write'],
  ],
  operator: [
    ...['platform:read', 'deployments:read', 'deployments:write', 'monitoring:read', 'monitoring:write', 'logs:read'],
    ...['secrets:read', 'secrets:request', 'policy:evaluate', 'cost:read', 'backups:read', 'backups:write', 'cicd:read'],
    ...['ops:write', 'notifications:send'],
  ],
  security: ['audit:read', 'secrets:read', 'secrets:approve', 'policy:exempt', 'policy:evaluate', 'logs:read', 'auth:admin'],
} satisfies Readonly<Record<string, readonly string[]>>;

/** What each role may do. An admin may do what any other may, and change roles. */
export const scopesOfRoles = { ...table, admin: [...new Set(Object.values(table).flat()), 'users:admin'] } as const;

export type Role = keyof typeof scopesOfRoles;

export const roles = Object.keys(scopesOfRoles) as [Role, ...Role[]];

/** Roles that give nothing to somebody who proved with a password alone who he or she is. */
const guarded: ReadonlySet<Role> = new Set(['operator', 'security', 'admin']);

interface Proof {
  /** Ways by which the person proved it: `pwd`, `otp`. */
  readonly methods: readonly string[];
  readonly mfaRequired: boolean;
}

/** What somebody with these roles may do; every account is a customer. */
export const scopesOf = (held: readonly Role[], { methods, mfaRequired }: Proof): string[] => {
  const proven = !mfaRequired || methods.includes('otp');
  const counted = held.filter((role) => proven || !guarded.has(role));
  return [...new Set([...customer, ...counted.flatMap((role) => scopesOfRoles[role] ?? [])])].sort();
};
