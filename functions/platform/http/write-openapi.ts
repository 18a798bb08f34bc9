import { openapiDocument } from '#platform/http/openapi';
import { ROUTES } from '#platform/http/routes';

/** Prints the OpenAPI document, for builds that need it without a running API. */
process.stdout.write(JSON.stringify(openapiDocument(ROUTES)));
