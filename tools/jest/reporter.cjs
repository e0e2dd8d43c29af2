/** The last line of a run in the form that continuous integration reads. A test that is skipped is counted aloud. */
module.exports = class PlainCount {
  onRunComplete(_, { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites }) {
    const skipped = numPendingTests + numTodoTests;
    // A suite that cannot even start has no tests to fail; it counts as one.
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    // At the exit, because Jest prints its own summary after every reporter.
    process.once('exit', () =>
      process.stderr.write(`\n${numPassedTests} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}\n`),
    );
  }
};
