import { parseArgs } from 'node:util'
import { groups, loadGroup } from './groups.ts'
import type { Group, Measured } from './harness/bench-case.ts'
import { machineLine } from './harness/machine.ts'
import { Mistake } from './harness/mistake.ts'
import type { Line } from './harness/run-group.ts'
import { runInOwnProcess } from './harness/run-in-own-process.ts'
import { caseTable } from './harness/table.ts'
import { writeDocs } from './harness/write-docs.ts'

const help = `npm run bench -- [GROUP…] [--json] [--quick] [--write-docs]

Measures groups of cases (all without a name): ${Object.keys(groups).join(', ')}.
Each group runs in a process of its own. The subjects of a case give the same output, which is checked, and run in
turns; ratios are to the subject floor.

  --json        prints nothing but an array of { group, case, subject, medianMs, ratio }
  --quick       one page each: tells that all runs, not how fast
  --write-docs  writes docs/performance.md, from all groups
  --help        this text`

const options = {
  json: { type: 'boolean' },
  quick: { type: 'boolean' },
  'write-docs': { type: 'boolean' },
  help: { type: 'boolean' },
} as const

try {
  await main()
} catch (error) {
  console.error(error instanceof Mistake || isWrongOption(error) ? `bench: ${error.message}` : error)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  if (values.help) return console.log(help)
  if (values['write-docs'] && positionals.length > 0) throw new Mistake('--write-docs needs all groups')
  const wanted = await Promise.all((positionals.length > 0 ? positionals : Object.keys(groups)).map(loadGroup))
  const machine = machineLine()
  const say = values.json ? silent : console.log
  say(machine)
  const results: { group: Group; lines: Line[] }[] = []
  for (const group of wanted) {
    say(`\n${group.name}: ${group.title}`)
    const lines = await runInOwnProcess(group.name, values.quick ?? false, (one) => say(`\n${caseTable(group, one)}`))
    results.push({ group, lines })
  }
  if (values.json)
    console.log(
      JSON.stringify(
        results.flatMap(({ lines }) => lines.map(measured)),
        null,
        2,
      ),
    )
  if (values['write-docs']) say(`\nwrote ${writeDocs(machine, results)}`)
}

function silent(): void {}

function measured({ group, case: name, subject, medianMs, ratio }: Line): Measured {
  return { group, case: name, subject, medianMs, ratio }
}

function isWrongOption(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}
