import { componentsOf } from '../clusters';
import { didYouMean } from '../mistake';
import type { Relation } from './relation';

/** What an environment has beside the holders of its roles is there to be chosen. */
export const furtherComponents: Relation = function* ({ environments, components, known }) {
  const choice = components.filter(({ optional, beside }) => optional || beside).map(({ name }) => name);
  for (const { file, components: further = [] } of environments) {
    for (const name of further.filter((each) => !choice.some((optional) => optional === each))) {
      const found = components.find((component) => component.name === name);
      // One whose file cannot be read may well be optional.
      if (found === undefined && known.components.has(name)) continue;
      const fact = `components names '${name}', which ${found ? 'is not optional' : 'is not a component'}`;
      const fix = found?.role ? `choose it under roles['${found.role}']` : didYouMean(name, choice, 'remove it');
      yield { file, rule: 'unknown-optional-component', fact, fix };
    }
  }
};

/** An environment has a component because of its role or because it names it, and a key is for somebody. */
export const waysToBeThere: Relation = function* ({ components }) {
  for (const { file, role, optional, beside, keys, iam } of components) {
    if (role && optional) {
      const fact = `is optional and has the role '${role}'`;
      yield { file, rule: 'optional-with-role', fact, fix: 'remove optional; the environment picks the holder of a role' };
    }
    if (beside && !role) yield { file, rule: 'beside-nobody', fact: 'has beside and no role', fix: 'write optional: true instead' };
    if (keys?.length && !iam) {
      const fact = `keys names '${keys[0]}', and without iam no pod may use it`;
      yield { file, rule: 'key-without-use', fact, fix: 'allow it by its alias to a service account in iam, or remove it' };
    }
  }
};

/** A login that a component keeps is copied into the cluster by somebody: what it starts with is a Secret, which pods alone cannot mount. */
export const copiedLogins: Relation = function* ({ environments, components, known }) {
  // One whose file cannot be read may well copy them.
  if (known.components.size > components.length) return;
  for (const environment of environments) {
    const chosen = componentsOf(environment, components);
    if (chosen.some(({ provides }) => provides?.secretStore)) continue;
    const keeper = chosen.find(({ logins }) => Object.keys(logins ?? {}).length);
    if (keeper === undefined) continue;
    const fact = `nothing copies secrets, and ${keeper.name} keeps the login '${Object.keys(keeper.logins ?? {})[0]}'`;
    const copiers = components.filter(({ provides }) => provides?.secretStore).map(({ name }) => `'${name}'`);
    const fix = copiers.length ? `name ${copiers.join(' or ')} in components` : 'add a component that provides a secretStore';
    yield { file: environment.file, rule: 'login-not-copied', fact, fix };
  }
};

/** What AWS runs is installed by AWS, and there is one job that it does. */
export const capabilities: Relation = function* ({ components }) {
  for (const { file, role, capability, chart, git } of components.filter((component) => component.capability)) {
    const other = chart ? 'chart' : git && 'git';
    if (other) {
      const fact = `has the capability ${capability} and ${other}`;
      yield { file, rule: 'two-origins', fact, fix: `remove ${other}; AWS installs a capability` };
    }
    if (role !== 'gitops') {
      const fact = `has the capability ${capability} without the role 'gitops'`;
      yield { file, rule: 'capability-without-role', fact, fix: "write role: 'gitops'" };
    }
  }
};

/** People come to what AWS runs outside of a cluster by IAM Identity Center, whose ids nobody can derive. */
export const signIns: Relation = function* ({ environments, components, organisation }) {
  if (organisation === undefined || organisation.identityCenter) return;
  for (const { file, roles } of environments) {
    if (!components.some(({ name, capability }) => name === roles.gitops && capability)) continue;
    const fact = `roles.gitops is '${roles.gitops}', which people reach by IAM Identity Center, and platform/organisation.ts has no identityCenter`;
    yield { file, rule: 'identity-center-missing', fact, fix: 'add identityCenter there, with instanceArn, region and adminsGroupId' };
  }
};
