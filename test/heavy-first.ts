/** Begins with the test files that take longest, so that none is left for the end, when other processors idle. @module */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They build, install, or start programs: their size says nothing of their time. */
const heavy = [
  'test/docs/site.',
  'test/new-app.',
  'test/browser/',
  'packages/client/test/browser.',
  'packages/telltale/src/cli/',
  'test/packed.',
  'test/compatibility/released-bundle.',
  'test/docs/getting-started.',
  'test/docs/examples.',
  'test/hostile/',
];

export default class HeavyFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const at = heavy.findIndex((part) => moduleId.includes(`/${part}`));
  return at < 0 ? heavy.length : at;
}
