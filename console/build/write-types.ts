import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openapiTypes } from './openapi-types.ts';

/** Reads the OpenAPI document from standard input and writes the types that the console is checked against. */
const document: unknown = JSON.parse(readFileSync(0, 'utf8'));
writeFileSync(join(import.meta.dirname, '..', 'src', 'api', 'schema.d.ts'), openapiTypes(document));
