/** Keys whose values are never written down, at any depth and in any spelling of case. */
const secret =
  /^(.*password|.*token|.*secret|authorization|.*cookie|.*otp|paymentmethodref|.*email|.*phone|phonenumber|address.*|.*address|displayname|body)$/i;

const hidden = '[redacted]';

/** What was found out about keys; they come from code, so they are few. */
const verdicts = new Map<string, boolean>();
const mostVerdicts = 1000;

/** Whether a field's value must not be written to logs. */
const isSecret = (key: string): boolean => {
  const known = verdicts.get(key);
  if (known !== undefined) return known;
  const verdict = secret.test(key);
  if (verdicts.size < mostVerdicts) verdicts.set(key, verdict);
  return verdict;
};

/** A copy without the values of secret keys; the value itself when there is nothing to hide. Deeper than ten levels nothing is shown. */
export const redact = (value: unknown, depth = 0): unknown => {
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Error) return value;
  if (depth > 10) return hidden;
  if (Array.isArray(value)) return value.map((each) => redact(each, depth + 1));
  const fields = value as Record<string, unknown>;
  // An object of a class may write itself in a way of its own, which nobody has looked at.
  let copy = isPlain(value) ? undefined : { ...fields };
  for (const key of Object.keys(fields)) {
    const inner = fields[key];
    const shown = inner !== undefined && isSecret(key) ? hidden : redact(inner, depth + 1);
    if (shown === inner) continue;
    copy ??= { ...fields };
    copy[key] = shown;
  }
  return copy ?? value;
};

const isPlain = (value: object): boolean => Object.getPrototypeOf(value) === Object.prototype;
