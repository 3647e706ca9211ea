/** A Vitest reporter whose last line is `N passed, N failed, N skipped`, so that CI can read the outcome. */
export default class TallyReporter {
  onTestRunEnd(testModules, unhandledErrors) {
    const tally = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const testModule of testModules) {
      tally.failed += testModule.errors().length;
      for (const test of testModule.children.allTests()) tally[test.result().state] += 1;
    }
    process.once('exit', () => {
      process.stdout.write(`\n${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped\n`);
    });
  }
}
