import { spawnSync } from 'node:child_process';

/** The validator is an ES module that finds its schemas by its own address, which Jest cannot load: it gets a process of its own. */
const program = `
import { Validator } from '@seriousme/openapi-schema-validator';
let text = '';
for await (const chunk of process.stdin) text += chunk;
const mistakes = [];
for (const [name, document] of JSON.parse(text)) {
  const { valid, errors } = await new Validator().validate(document);
  if (!valid) mistakes.push(name + ': ' + JSON.stringify(errors));
}
process.stdout.write(JSON.stringify(mistakes));
`;

/** What is wrong with OpenAPI documents, given by name: one line for each document that is no valid OpenAPI. */
export const openApiMistakes = (documents: Readonly<Record<string, object>>): string[] => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    input: JSON.stringify(Object.entries(documents)),
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(`the validator of OpenAPI did not run: ${stderr}`);
  return JSON.parse(stdout);
};
