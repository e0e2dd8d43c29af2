/** The code that a new service starts with: it runs, answers, and is tested. What it is for is put in its place. */
export const serviceCode = (folder: string, name: string, path: string): readonly (readonly [string, string])[] => {
  const title = name.replace(/-service$/, '').replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
  return [
    [`${folder}/main.ts`, main(title)],
    [`${folder}/module.ts`, module(title)],
    [`${folder}/routes.ts`, routes(path)],
    [`${folder}/controller.ts`, controller(title)],
    [`${folder}/${name}.test.ts`, test(title, name, path)],
  ];
};

const main = (title: string): string => `import { runService } from '#kit';
import { ${title}Module } from './module';
import definition from './service';

runService(definition, ${title}Module);
`;

const module = (title: string): string => `import { ServiceModule } from '#kit';
import { ${title}Controller } from './controller';

@ServiceModule({ controllers: [${title}Controller] })
export class ${title}Module {}
`;

const routes = (path: string): string => `import * as z from 'zod';
import { route } from '#kit';

/** A contract: the source of validation, of the documentation at /docs and of the handler's types. */
export const about = route({
  method: 'GET',
  path: '${path}/about',
  summary: 'Says what this service is for',
  access: 'public',
  answer: z.object({ purpose: z.string(), owner: z.string() }),
});
`;

const controller = (title: string): string => `import { Controller } from '@nestjs/common';
import { type AnswerOf, Route } from '#kit';
import { about } from './routes';
import definition from './service';

@Controller()
export class ${title}Controller {
  @Route(about)
  about(): AnswerOf<typeof about> {
    const { purpose, owner } = definition;
    return { purpose, owner };
  }
}
`;

const test = (title: string, name: string, path: string): string => `import { type TestedService, testService } from '#kit/testing';
import { ${title}Module } from './module';
import definition from './service';

let service: TestedService;

beforeAll(async () => {
  service = await testService({ name: '${name}', definition, module: ${title}Module });
});

afterAll(() => service?.stop());

test('says what it is for', async () => {
  const { status, body } = await service.request('GET', '${path}/about');
  expect([status, body.purpose]).toEqual([200, definition.purpose]);
});

test('is well, and documented', async () => {
  expect((await service.request('GET', '/health')).body.status).toBe('ok');
  expect(Object.keys((await service.request('GET', '/docs/openapi.json')).body.paths)).toContain('${path}/about');
});

test('answers with a problem where there is nothing', async () => {
  const { status, body } = await service.request('GET', '${path}/nothing');
  expect([status, body.code]).toEqual([404, 'not-found']);
});
`;
