/**
 * Texts as Kubernetes limits them.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */
export interface NameForm {
  /** As it reads in a sentence: `a DNS label (…)`. */
  readonly form: string;
  readonly pattern: RegExp;
  readonly most: number;
}

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** RFC 1123: part of a host name. */
export const dnsLabel: NameForm = {
  form: "lower case letters, digits and '-', with a letter or digit at both ends",
  pattern: label,
  most: 63,
};

/** RFC 1035: as above, and it begins with a letter. */
export const serviceName: NameForm = {
  form: "lower case letters, digits and '-', with a letter first and no '-' last",
  pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
  most: 63,
};

/** RFC 1123: parts of a host name with dots between. */
export const dnsSubdomain: NameForm = {
  form: "lower case letters, digits, '-' and '.', with a letter or digit at both ends of each part",
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  most: 253,
};

/** Whatever can stand in a path. */
export const pathSegment: NameForm = { form: "no '/' and no '%', and neither '.' nor '..'", pattern: /^(?!\.{1,2}$)[^/%]+$/, most: 253 };

/** RFC 6335: the name of a container's port. */
export const portName: NameForm = {
  form: "lower case letters, digits and single '-' between them, with at least one letter",
  pattern: /^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/,
  most: 15,
};

/** A value of a label. */
export const labelValue: NameForm = {
  form: "letters, digits, '-', '_' and '.', with a letter or digit at both ends",
  pattern: /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/,
  most: 63,
};

/** What is wrong with a text; nothing where it fits. */
export const misfit = (text: string, { form, pattern, most }: NameForm): { fact: string; fix: string } | undefined => {
  if (text.length > most)
    return { fact: `has ${text.length} characters of at most ${most}`, fix: `take a name of at most ${most} characters` };
  return pattern.test(text) ? undefined : { fact: 'has others than the characters allowed', fix: `write ${form}` };
};

const qualified: NameForm = { ...labelValue, pattern: /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/ };

/** What is wrong with the key of a label or an annotation: a name, with a domain and a slash before it where it is somebody's. */
export const keyMisfit = (key: string): ReturnType<typeof misfit> => {
  // The same few keys stand in everything.
  if (fitting.has(key)) return undefined;
  const parts = key.split('/');
  if (parts.length > 2) return { fact: "has more than one '/'", fix: 'write <domain>/<name>' };
  const [domain, name = ''] = parts.length === 2 ? parts : [undefined, key];
  const wrong = (domain === undefined ? undefined : misfit(domain, dnsSubdomain)) ?? misfit(name, qualified);
  if (wrong === undefined) fitting.add(key);
  return wrong;
};

const fitting = new Set<string>();
