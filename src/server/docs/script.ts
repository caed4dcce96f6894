/** The script of the /docs page: a form for each route of /openapi.json, and what the server answers to it. */

export const docsScriptText = String.raw`const main = document.querySelector('#routes');
const token = document.querySelector('#token');

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, '');
    else if (value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

function input(name, schema, required) {
  if (schema.format === 'binary') return make('input', { type: 'file', name, required, accept: 'image/*' });
  if (schema.enum || schema.type === 'boolean') {
    const words = schema.enum ?? ['false', 'true'];
    return make('select', { name, required }, ...(required ? [] : [make('option', { value: '' }, '')]), ...words.map((word) => make('option', { value: word }, word)));
  }
  const number = schema.type === 'integer' || schema.type === 'number';
  return make('input', {
    type: number ? 'number' : 'text', name, required, min: schema.minimum, max: schema.maximum,
    step: schema.type === 'integer' ? '1' : number ? 'any' : undefined, placeholder: schema.default === undefined ? undefined : 'default ' + schema.default,
  });
}

function field(name, schema, description, required) {
  const control = input(name, schema, required);
  return make('label', { class: 'field' }, make('code', {}, name + (required ? ' *' : '')), control, ...(description ? [make('small', {}, description)] : []));
}

/** What is asked: a form where the route takes one, else path and query. */
function fieldsOf(operation) {
  const form = operation.requestBody?.content['multipart/form-data']?.schema;
  const inForm = new Set(Object.keys(form?.properties ?? {}));
  const parameters = (operation.parameters ?? []).filter((p) => !inForm.has(p.name));
  return [
    ...Object.entries(form?.properties ?? {}).map(([name, schema]) => ({ at: 'form', name, schema, description: schema.description, required: form.required.includes(name) })),
    ...parameters.map((p) => ({ at: p.in, name: p.name, schema: p.schema, description: p.description, required: p.required === true })),
  ];
}

function requestOf(method, path, fields, form) {
  const values = new FormData(form);
  const url = new URL(path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values.get(name))), location.origin);
  const headers = new Headers();
  const body = new FormData();
  let hasForm = false;
  for (const { at, name } of fields) {
    const value = values.get(name);
    if (at === 'form') hasForm = true;
    if (value === '' || value === null || (value instanceof File && value.size === 0)) continue;
    if (at === 'form') body.append(name, value);
    if (at === 'query') url.searchParams.set(name, value);
    if (at === 'header') headers.set(name, value);
  }
  const secret = token.querySelector('input').value;
  if (secret !== '') headers.set('Authorization', 'Bearer ' + secret);
  return new Request(url, { method: method.toUpperCase(), headers, ...(hasForm ? { body } : {}) });
}

async function show(response, place) {
  const type = response.headers.get('content-type') ?? '';
  place.replaceChildren(make('p', {}, response.status + ' ' + response.statusText + (type ? ', ' + type : '')));
  if (type.startsWith('image/')) {
    const url = URL.createObjectURL(await response.blob());
    const name = /filename="([^"]*)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'result';
    place.append(make('img', { src: url, alt: 'The picture that the server made' }), make('a', { href: url, download: name }, 'Save ' + name));
    const facts = response.headers.get('subpixel-result');
    if (facts) place.append(make('pre', {}, JSON.stringify(JSON.parse(facts), undefined, 2)));
  } else if (type.includes('event-stream')) {
    const pre = place.appendChild(make('pre'));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) pre.append(part.value);
  } else {
    const text = await response.text();
    place.append(make('pre', {}, type.includes('json') ? JSON.stringify(JSON.parse(text), undefined, 2) : text));
  }
}

function routeBlock(method, path, operation) {
  const fields = fieldsOf(operation);
  const button = make('button', {}, 'Send');
  const place = make('div', { role: 'status' });
  const form = make('form', {}, ...fields.map((f) => field(f.name, f.schema, f.description, f.required)), button, place);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await show(await fetch(requestOf(method, path, fields, form)), place);
    } catch (error) {
      place.replaceChildren(make('p', {}, 'The server did not answer: ' + error.message));
    } finally {
      button.disabled = false;
    }
  });
  const rows = Object.entries(operation.responses).map(([status, answer]) => make('tr', {}, make('td', {}, status), make('td', {}, answer.description)));
  const answers = make('div', { class: 'answers' }, make('table', {}, make('tbody', {}, ...rows)));
  return make('details', { id: operation.operationId }, make('summary', {}, make('b', {}, method.toUpperCase()), make('code', {}, path), operation.summary), form, answers);
}

const api = await (await fetch('/openapi.json')).json();
document.querySelector('#about').textContent = api.info.description + ' Version ' + api.info.version + '.';
token.hidden = !api.components.securitySchemes;
const all = Object.entries(api.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => [method, path, operation]));
main.replaceChildren(...api.tags.flatMap(({ name, description }) => [
  make('h2', {}, name),
  make('p', {}, description),
  ...all.filter(([, , operation]) => operation.tags.includes(name)).map((route) => routeBlock(...route)),
]));
`;
