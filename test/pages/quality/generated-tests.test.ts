import { expect, test } from 'vitest';
import { GeneratedTestsPayload } from '../../../src/domain/quality/generated-tests';
import { filePaths, resultStem } from '../../../src/domain/quality/paths';
import { FRAMEWORKS } from '../../../src/testgen/frameworks';
import { readGeneratedTests } from '../../../src/formats/quality/generated-tests';
import { generatedTestsDocuments } from '../../../src/pages/quality/generated-tests';

const about = { name: 'cart', created_at: '2026-01-10T15:30:00Z', task: 'generate-tests' };

function payloadFor(language: string, framework?: string): GeneratedTestsPayload {
  const payload = readGeneratedTests({
    ...{ language, framework, subject: { name: 'cart rules', module: 'cart', class: 'Cart', names: { add: 'Add' } } },
    cases: [
      { name: 'adds', act: { function: 'add', args: [1] }, assert: [{ kind: 'equals', value: 1 }] },
      { name: 'is | *pending* <b>', act: { function: 'add' } },
    ],
  });
  if ('fault' in payload) throw new Error(JSON.stringify(payload));
  return payload;
}

test('the sources stand in the documents byte for byte, in a folder of their own', () => {
  const payload = payloadFor('typescript');
  const sources = generatedTestsDocuments(payload, about).filter(({ format }) => format === 'source');
  expect(sources.map(({ ending, text }) => [ending, text])).toEqual(
    payload.files.map(({ path, content }) => [`generated/${path}`, content]),
  );
});

test('the manifest gives the payload back', () => {
  const payload = payloadFor('python');
  const [manifest] = generatedTestsDocuments(payload, about);
  expect(manifest).toMatchObject({ role: 'primary', ending: '_manifest.json' });
  expect(GeneratedTestsPayload.parse(JSON.parse(manifest?.text ?? ''))).toEqual(payload);
});

test('the report names each test, escaped, and says which are pending', () => {
  const report = generatedTestsDocuments(payloadFor('go'), about).at(-1)?.text ?? '';
  expect(report).toContain('- Pending, because they assert nothing yet: 1');
  expect(report).not.toContain('<b>');
});

test('what is written for any framework keeps its path when it is stored', () => {
  const stem = resultStem({ task_type: 'generate-tests', created_at: about.created_at, name: 'cart', prefix: null });
  for (const { name, language } of FRAMEWORKS) {
    const endings = generatedTestsDocuments(payloadFor(language.name, name), about).map(({ ending }) => ending);
    const paths = filePaths(stem, endings);
    if ('fault' in paths) throw new Error(paths.detail);
    expect(paths.slice(1, -1)).toEqual(endings.slice(1, -1).map((ending) => `${stem}/${ending}`));
  }
});
