/** Patterns of schemas are fixed and short: the language's own regular expressions run them. Theirs name a class of letters without braces. */
export class RE2 extends RegExp {
  constructor(pattern, flags) {
    super(pattern.replace(/\\([pP])([A-Z])/g, '\\$1{$2}'), flags);
  }
}
