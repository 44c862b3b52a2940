// `node scripts/sum-results.mjs FOLDER STEP…`: adds up what the steps of .ci/run left in FOLDER and prints one line; before
// it, what failed and why: of a long output often only the end is at hand.
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

/** One line for each thing that failed in a step, with the beginning of what it said. */
export function failuresOf(json) {
  if (!Array.isArray(json?.testResults)) return json?.failures ?? [];
  return json.testResults.flatMap((file) => {
    const failed = file.assertionResults.filter((result) => result.status === 'failed');
    if (failed.length === 0) return file.status === 'failed' ? [`${file.name}: ${shortened(file.message)}`] : [];
    return failed.map(
      ({ fullName, failureMessages }) => `${file.name}: ${fullName}: ${shortened(failureMessages?.[0])}`,
    );
  });
}

function shortened(text = '') {
  return text.split('\n').slice(0, 4).join(' ').slice(0, 600);
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
    const text = read(path.join(folder, `${step}.json`));
    const json = text === null ? null : JSON.parse(text);
    for (const failure of failuresOf(json)) console.log(`failed in ${step}: ${failure}`);
    return countsOf(json, Number(read(path.join(folder, `${step}.exit`)) ?? 1));
  });
  const sum = (key) => counts.reduce((total, each) => total + each[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
}
