/** The last line of a run in the form that continuous integration reads. What was skipped or run again is told aloud. */
module.exports = class PlainCount {
  again = [];

  onTestResult(_, { testResults }) {
    for (const { fullName, invocations = 1, status } of testResults) {
      if (invocations > 1 && status === 'passed') this.again.push(fullName);
    }
  }

  onRunComplete(_, { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites }) {
    const skipped = numPendingTests + numTodoTests;
    // A suite that cannot even start has no tests to fail; it counts as one.
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const again = this.again.map((name) => `passed only when run again: ${name}\n`).join('');
    // At the exit, because Jest prints its own summary after every reporter.
    process.once('exit', () =>
      process.stderr.write(`\n${again}${numPassedTests} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}\n`),
    );
  }
};
