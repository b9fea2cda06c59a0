/** `{name}` in a preset's prompt. Filled in one pass: a value is never read as a template. `{{name}}` stands for a literal `{name}`. */
const PLACEHOLDER = /\{\{([a-z][a-z0-9-]{0,31})\}\}|\{([a-z][a-z0-9-]{0,31})\}/g;

/** Names of the placeholders of a prompt, each once, in order. */
export const placeholdersOf = (prompt: string): readonly string[] => [
  ...new Set([...prompt.matchAll(PLACEHOLDER)].flatMap((match) => match[2] ?? [])),
];

/** The prompt with every placeholder replaced; one without a value stays as it is. */
export const fillPlaceholders = (prompt: string, values: Readonly<Record<string, string>>): string =>
  prompt.replace(PLACEHOLDER, (whole, literal: string | undefined, name: string | undefined) => {
    if (literal !== undefined) return `{${literal}}`;
    // Stryker disable next-line ConditionalExpression: equivalent - one of the two groups matched; the type does not know it
    return name !== undefined && Object.hasOwn(values, name) ? (values[name] ?? whole) : whole;
  });
