// `node scripts/sum-results.mjs FOLDER STEP…`: adds up what the steps of .ci/run left in FOLDER and prints one line.
// Plain JavaScript: it has to report even when the installation itself failed.
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Counts of one step. A step that left no counts, or failed although nothing in it did, counts as one failure. */
export function countsOf(json, exitCode) {
  const { passed, failed } = json === null ? { passed: 0, failed: 0 } : (fromVitest(json) ?? json);
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}

/** Vitest's JSON report; a test file that could not be loaded has no failed test in it and still failed. */
function fromVitest(json) {
  if (!Array.isArray(json.testResults)) return null;
  const unloaded = json.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((result) => result.status === 'failed'),
  );
  return { passed: json.numPassedTests, failed: json.numFailedTests + unloaded.length };
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

const [folder, ...steps] = process.argv.slice(2);
if (folder !== undefined) {
  const counts = steps.map((step) => {
    const json = read(path.join(folder, `${step}.json`));
    return countsOf(json === null ? null : JSON.parse(json), Number(read(path.join(folder, `${step}.exit`)) ?? 1));
  });
  const sum = (key) => counts.reduce((total, each) => total + each[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
}
