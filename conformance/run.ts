import { parseArgs } from 'node:util'
import { CaseRunners, kindOf } from './case-runners.ts'
import { type Case, type CaseFile, failed, type Outcome, skipped } from './outcome.ts'
import { type DatabaseName, databases, isDatabase } from './databases.ts'
import { readCases } from './read-cases.ts'
import { skips } from './skips.ts'

const usage = `npm run conformance -- FILE… [--only ID]… [--database NAME] [--both-modes] [--stream]

Runs recorded cases of Django (.jsonl or .jsonl.gz) and compares: see conformance/README.md.

  --only ID         run this case only; may be repeated
  --database NAME   what pages run on: ${databases.join(', ')} (default: sqlite)
  --both-modes      render templates with values 'python' and 'javascript' instead: only what docs/values.md lists may differ
  --stream          render pages in pieces, reading two rows at a time
  --help            print this
`

type Counts = Record<Outcome['kind'], number>

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`${describe(error)}\n`)
  process.exitCode = 2
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string', multiple: true },
      database: { type: 'string', default: 'sqlite' },
      'both-modes': { type: 'boolean', default: false },
      stream: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  const { database } = values
  if (!isDatabase(database)) throw new Error(`unknown database "${database}"; known: ${databases.join(', ')}`)
  if (positionals.length === 0) throw new Error(`no file was named\n\n${usage}`)
  await requireDatabase(database)
  const runners = new CaseRunners(database, { bothModes: values['both-modes'], pieces: values.stream })
  try {
    return await runFiles(positionals, values.only && new Set(values.only), runners)
  } finally {
    await runners.close()
  }
}

/** Without its server every page would fail for the same reason. */
async function requireDatabase(database: DatabaseName): Promise<void> {
  if (database === 'sqlite') return
  const problem = await (await import('./open-orm.ts')).whyUnreachable(database)
  if (problem) throw new Error(problem)
}

async function runFiles(paths: readonly string[], only: ReadonlySet<string> | undefined, runners: CaseRunners): Promise<number> {
  const total: Counts = { passed: 0, failed: 0, skipped: 0 }
  for (const path of paths) {
    const { file, cases } = readCases(path)
    const chosen = only ? cases.filter((one) => only.has(one.id)) : cases
    const counts = await runCases(chosen, file, runners)
    process.stdout.write(`${path}: ${summary(counts)}\n`)
    for (const kind of ['passed', 'failed', 'skipped'] as const) total[kind] += counts[kind]
  }
  const ran = total.passed + total.failed + total.skipped
  if (only && ran === 0) throw new Error(`no case has the id ${[...only].join(' or ')}`)
  process.stdout.write(`${summary(total)}\n`)
  return total.failed > 0 || ran === 0 ? 1 : 0
}

async function runCases(cases: readonly Case[], file: CaseFile, runners: CaseRunners): Promise<Counts> {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 }
  // A file of another format ends the run rather than fail case by case.
  for (const recorded of cases) kindOf(recorded)
  for (const [index, recorded] of cases.entries()) {
    showProgress(`${file.name} ${index + 1}/${cases.length}`)
    const outcome = await runCase(recorded, file, runners)
    counts[outcome.kind]++
    if (outcome.kind === 'passed') continue
    showProgress('')
    const text =
      outcome.kind === 'failed'
        ? `FAILED ${recorded.id}\n  ${outcome.message.replaceAll('\n', '\n  ')}`
        : `skipped ${recorded.id}: ${outcome.reason}`
    process.stdout.write(`${text}\n`)
  }
  showProgress('')
  return counts
}

async function runCase(recorded: Case, file: CaseFile, runners: CaseRunners): Promise<Outcome> {
  const reason = skips.get(recorded.id)
  if (reason !== undefined) return skipped(reason)
  try {
    return await runners.run(recorded, file)
  } catch (error) {
    return failed(describe(error))
  }
}

function summary({ passed, failed: failures, skipped: skips }: Counts): string {
  return `${passed} passed, ${failures} failed, ${skips} skipped`
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

/** Replaces the line of progress; nothing where stderr is no terminal. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[2K${text}`)
}
