import { writeFile } from 'node:fs/promises';
import { criticalPathView, lintResult } from '@hormesis/contract/scenario.ts';
import { topology } from '@hormesis/contract/topology.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { usageError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { type Fitted, fit, type Wishes } from '../../recipes/fit.ts';
import { recipes } from '../../recipes/recipes.ts';
import { table } from '../../table.ts';
import { toYaml } from '../../to-yaml.ts';

interface Options extends Omit<Wishes, 'timeoutMs'> {
  readonly path?: string;
  readonly timeout?: string;
  readonly output?: string;
}

export function initCommand(cli: Cli): Command {
  return command('init', 'fit a recipe to a critical path and print it as YAML; without a recipe, list them', [
    'scenarios init',
    'scenarios init cache-gone --path press-play',
    'scenarios init latency-above-timeout --path press-play --call-group "api>http:ratings" --timeout 1000',
    'scenarios init zone-gone --path press-play --zone north-a -o zone-gone.yaml',
  ])
    .argument('[recipe]', 'its name')
    .option('--path <path>', 'critical path to fit it to')
    .option('--call-group <callGroup>', 'what it fails; otherwise the busiest degradable call group that fits')
    .option('--timeout <ms>', 'how long the caller waits for it, milliseconds; otherwise the objective of the path')
    .option('--zone <zone>', 'the zone that is gone')
    .option('--region <region>', 'the region that is evacuated')
    .option('--name <name>', 'name of the scenario')
    .option('-o, --output <file>', 'write it there, where nothing is yet')
    .action(async (name: string | undefined, options: Options) => {
      if (name === undefined) {
        const items = recipes.map(({ name: recipe, family, about }) => ({ recipe, family, about }));
        return cli.output.result({ items }, () =>
          table(
            ['recipe', 'family', 'what happens'],
            items.map((each) => [each.recipe, each.family, each.about]),
          ),
        );
      }
      await init(cli, name, options);
    });
}

async function init(cli: Cli, name: string, options: Options): Promise<void> {
  const recipe = recipes.find((each) => each.name === name);
  if (!recipe)
    throw usageError(`there is no recipe ${JSON.stringify(name)}: ${recipes.map((each) => each.name).join(', ')}`);
  if (options.path === undefined) throw usageError('name the critical path with --path; `hormesis paths` lists them');
  const client = await cli.connect();
  const [view, seen] = await Promise.all([
    client.get(`/paths/${encodeURIComponent(options.path)}`, criticalPathView),
    client.get('/topology', topology),
  ]);
  const fitted = fit(recipe, view.path, seen, { ...options, timeoutMs: milliseconds(options.timeout) });
  const yaml = await yamlOf(fitted);
  const { problems } = await client.post('/scenarios/lint', { yaml }, lintResult);
  if (problems.length > 0) throw usageError(problems.map(({ field, message }) => `${field}: ${message}`).join('\n'));
  if (options.output !== undefined) await writeNew(options.output, yaml);
  cli.output.result({ scenario: fitted.scenario, remarks: fitted.remarks, file: options.output ?? null }, () =>
    options.output === undefined
      ? yaml.trimEnd().split('\n')
      : [`${options.output}: ${fitted.scenario.name}. Next: hormesis scenarios apply ${options.output}`],
  );
}

function milliseconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (ms >= 1 && ms <= 40_000) return ms;
  throw usageError(`--timeout must be whole milliseconds from 1 to 40000, got ${JSON.stringify(text)}`);
}

/** Defaults are left out: what stands in the file is what was meant. */
async function yamlOf({ scenario, remarks }: Fitted): Promise<string> {
  const { guardrails: _defaults, ...said } = scenario;
  return `${remarks.map((line) => `# ${line}\n`).join('')}${await toYaml(said, 120)}`;
}

async function writeNew(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    throw usageError(`${file} cannot be written: ${error.code === 'EEXIST' ? 'there is one already' : error.message}`);
  });
}
