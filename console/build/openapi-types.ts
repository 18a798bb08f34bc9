/** A node of the document; everything is looked at before it is believed. */
type Node = Readonly<Record<string, unknown>>;

const METHODS = ['get', 'put', 'post', 'delete'] as const;

/**
 * The TypeScript of an OpenAPI 3.1 document, in the shape that `openapi-fetch` reads: `paths` by address and method.
 * The usual generator needs the compiler API that TypeScript 7 no longer has; the schemas here are zod's, a small part
 * of JSON Schema, and anything outside it throws.
 */
export function openapiTypes(document: unknown): string {
  const { paths, components } = nodeOf(document);
  const schemas = Object.entries(nodeOf(nodeOf(components)['schemas']));
  const lines = [
    '// Written by console/build/write-types.ts from the OpenAPI document of the routes. Not kept in the repository.',
    'export interface components {',
    '  schemas: {',
    ...schemas.map(([name, schema]) => `    ${key(name)}: ${typeOf(schema)};`),
    '  };',
    '}',
    'export interface paths {',
    ...Object.entries(nodeOf(paths)).map(([path, item]) => `  ${key(path)}: ${pathType(nodeOf(item))};`),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function pathType(item: Node): string {
  const methods = METHODS.map((method) => {
    const operation = item[method];
    return `${method}${operation === undefined ? '?: never' : `: ${operationType(nodeOf(operation))}`}`;
  });
  return `{ ${methods.join('; ')} }`;
}

function operationType(operation: Node): string {
  const parameters = listOf(operation['parameters']).map(nodeOf);
  const groups = ['path', 'query', 'header'].flatMap((place) => {
    const members = parameters.filter((parameter) => parameter['in'] === place);
    if (members.length === 0) return [];
    const isDemanded = members.some((member) => member['required'] === true);
    const fields = members.map(
      (member) =>
        `${key(String(member['name']))}${member['required'] === true ? '' : '?'}: ${typeOf(member['schema'])}`,
    );
    return [`${place}${isDemanded ? '' : '?'}: { ${fields.join('; ')} }`];
  });
  const body = contentType(nodeOf(operation['requestBody']));
  const responses = Object.entries(nodeOf(operation['responses'])).map(
    ([status, response]) =>
      `${status}: { headers: { [name: string]: unknown }; content: ${contentType(nodeOf(response)) ?? 'Record<never, never>'} }`,
  );
  const request = body === undefined ? '' : `requestBody: { content: ${body} }; `;
  return `{ parameters: { ${groups.join('; ')} }; ${request}responses: { ${responses.join('; ')} } }`;
}

function contentType(holder: Node): string | undefined {
  const content = Object.entries(nodeOf(holder['content']));
  if (content.length === 0) return undefined;
  return `{ ${content.map(([type, media]) => `${key(type)}: ${typeOf(nodeOf(media)['schema'])}`).join('; ')} }`;
}

/** The type of one schema. Throws on a form that zod does not write. */
function typeOf(given: unknown): string {
  if (given === true || given === undefined) return 'unknown';
  const schema = nodeOf(given);
  const ref = schema['$ref'];
  if (typeof ref === 'string') return `components['schemas'][${JSON.stringify(ref.split('/').at(-1))}]`;
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' | ');
  const members = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(members)) return `(${members.map(typeOf).join(' | ')})`;
  if (Array.isArray(schema['allOf'])) return `(${schema['allOf'].map(typeOf).join(' & ')})`;
  const { type } = schema;
  if (Array.isArray(type)) return `(${type.map((one) => typeOf({ ...schema, type: one })).join(' | ')})`;
  switch (type) {
    case undefined:
      return 'unknown';
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `(${typeOf(schema['items'])})[]`;
    case 'object':
      return objectType(schema);
    default:
      throw new Error(`The document has a schema of type ${JSON.stringify(type)}, which the console cannot read`);
  }
}

function objectType(schema: Node): string {
  const demanded = new Set(listOf(schema['required']));
  const fields = Object.entries(nodeOf(schema['properties'])).map(
    ([name, member]) => `${key(name)}${demanded.has(name) ? '' : '?'}: ${typeOf(member)}`,
  );
  const rest = schema['additionalProperties'];
  if (fields.length === 0) return `Record<string, ${rest === false || rest === undefined ? 'never' : typeOf(rest)}>`;
  return `{ ${fields.join('; ')} }`;
}

const key = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const nodeOf = (value: unknown): Node => (typeof value === 'object' && value !== null ? (value as Node) : {});
