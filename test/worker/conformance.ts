import { exports } from 'cloudflare:workers';
import { type Schema, Validator } from '@cfworker/json-schema';

/** The part of an OpenAPI document that tests read. */
export interface ApiDescription {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, unknown> };
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>;
}

let description: Promise<ApiDescription> | undefined;

/** What the API says of itself. */
export function describeApi(): Promise<ApiDescription> {
  description ??= exports.default
    .fetch(new Request('https://assay.test/openapi.json'))
    .then((response) => response.json<ApiDescription>());
  return description;
}

/** The path of the description that a request's path is an instance of; of several the most particular one. */
function templateOf({ paths }: ApiDescription, path: string): string | undefined {
  const { pathname } = new URL(path, 'https://assay.test');
  const fits = (template: string) =>
    new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{.+?\}/g, '[^/]+')}$`).test(pathname);
  const parameters = (template: string) => template.split('{').length;
  return Object.keys(paths)
    .filter(fits)
    .sort((a, b) => parameters(a) - parameters(b))[0];
}

/**
 * Holds an answer against the API's own description: its status and media type are declared for the operation, and
 * its JSON is valid by the declared schema. What is not described answers 404 or 405.
 */
export async function assertConforms(answer: {
  method: string;
  path: string;
  response: Response;
  text: string;
}): Promise<void> {
  const { method, path, response, text } = answer;
  if (new URL(path, 'https://assay.test').pathname === '/openapi.json') return;
  const api = await describeApi();
  const template = templateOf(api, path) ?? '';
  const operation = api.paths[template]?.[method === 'HEAD' ? 'get' : method.toLowerCase()];
  const where = `${method} ${path} answered ${response.status}`;
  if (!operation) {
    const expected = template === '' ? 404 : 405;
    if (response.status !== expected) throw new Error(`${where}, not ${expected}: ${text}`);
    return;
  }
  const declared = operation.responses[response.status];
  if (!declared) throw new Error(`${where}, which ${operation.operationId} does not declare: ${text}`);
  if (text === '') return;
  const mediaType = response.headers.get('content-type')?.split(';')[0] ?? '';
  const content = declared.content?.[mediaType];
  if (!content) throw new Error(`${where} as '${mediaType}', which ${operation.operationId} does not declare`);
  if (!/[/+]json$/.test(mediaType)) return;
  const { valid, errors } = validatorOf(api, content.schema).validate(JSON.parse(text));
  if (!valid) throw new Error(`${where} with a body that is not as declared: ${JSON.stringify(errors)}`);
}

const validators = new WeakMap<object, Validator>();

function validatorOf({ components }: ApiDescription, schema: Schema): Validator {
  const known = validators.get(schema);
  if (known) return known;
  const validator = new Validator({ ...schema, components }, '2020-12');
  validators.set(schema, validator);
  return validator;
}
