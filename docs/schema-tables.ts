/** JSON Schemas as Markdown tables. */

/** The part of a JSON Schema that tables show. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly format?: string;
}

/** A Markdown table; bars inside cells are escaped. */
export const markdownTable = (headings: readonly string[], rows: readonly (readonly string[])[]): string => {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim()).join(' | ')} |`;
  return [line(headings), `|${headings.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
};

/** One row for each field: name, type with its bounds, whether it must be there, meaning. */
export const fieldTable = (schema: JsonSchema): string => {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(([name, field]) => [
    `\`${name}\``,
    typeText(field),
    required.has(name) ? 'yes' : '',
    field.description ?? '',
  ]);
  return markdownTable(['field', 'type', 'required', 'meaning'], rows);
};

/** A type in words, with its bounds; named schemas as links on the same page. */
export const typeText = (schema: JsonSchema): string => {
  if (schema.$ref !== undefined) return linkTo(schema.$ref);
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeText).join(' or ');
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.type === 'array')
    return `list of ${typeText(schema.items ?? {})}${between(schema.minItems, schema.maxItems, ' items')}`;
  if (schema.type === 'object') return objectText(schema);
  if (schema.type === 'string')
    return `${schema.format === 'date-time' ? 'time (ISO 8601)' : 'text'}${between(schema.minLength, schema.maxLength, ' characters')}`;
  if (schema.type === 'integer') return `whole number${between(bound(schema.minimum), bound(schema.maximum), '')}`;
  return schema.type === 'boolean' ? 'true or false' : schema.type === 'number' ? 'number' : 'anything';
};

const linkTo = (ref: string): string => {
  const name = ref.split('/').at(-1) ?? ref;
  return `[${name}](#${name.toLowerCase()})`;
};

const objectText = ({ properties, additionalProperties }: JsonSchema): string => {
  if (properties === undefined) {
    return typeof additionalProperties === 'object' ? `object of ${typeText(additionalProperties)}` : 'object';
  }
  return `{ ${Object.entries(properties)
    .map(([name, field]) => `${name}: ${typeText(field)}`)
    .join(', ')} }`;
};

/** The bounds that any whole number has in JSON are not worth saying. */
const bound = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isSafeInteger(value) && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;

const between = (min: number | undefined, max: number | undefined, unit: string): string => {
  if (min !== undefined && max !== undefined) return `, ${min} to ${max}${unit}`;
  if (max !== undefined) return `, at most ${max}${unit}`;
  return min === undefined || min === 0 ? '' : `, at least ${min}${unit}`;
};
