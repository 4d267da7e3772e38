import { parseArgs } from 'node:util'
import { hammer, type Hammered } from '../test/cache/support/hammer.ts'
import { pageNames } from '../test/cache/support/hammered-pages.ts'

const help = `npm run test:hammer -- [--seconds 30] [--processes 8] [--entries 100]

Processes render pages over one cache folder as fast as they can, while the templates' texts and the entities change.
Every page is compared with what its texts must print. Ends with 1 where a page was wrong, a file torn or foreign, a
temporary file was left or there were more plans than --entries (and three that each process may be writing).`

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    processes: { type: 'string', default: '8' },
    entries: { type: 'string', default: '100' },
    help: { type: 'boolean' },
  },
})
if (values.help) console.log(help)
else await main(positive('seconds'), positive('processes'), positive('entries'))

async function main(seconds: number, processes: number, maxEntries: number): Promise<void> {
  const onProgress = (soFar: Hammered): void => console.log(line(soFar))
  const result = await hammer({ seconds, processes, maxEntries, onProgress })
  for (const mistake of result.mistakes.slice(0, 5)) console.log(mistake)
  for (const warning of new Set(result.warnings)) console.log(warning)
  const { mistakes, rejected, torn, leftovers, mostFiles } = result
  const isBound = mostFiles <= maxEntries + processes * pageNames.length
  const isGood = mistakes.length === 0 && rejected === 0 && torn === 0 && leftovers.length === 0 && isBound && result.hits > 0
  if (!isGood) process.exitCode = 1
  console.log(
    `${isGood ? 'passed' : 'FAILED'}: ${processes} processes, ${line(result)}, ${result.errors} timeouts, ` +
      `${result.filesRead} files read, ${torn} torn, ${leftovers.length} left over`,
  )
}

function line({ seconds, pages, mistakes, changes, hits, misses, rejected, writes, mostFiles }: Hammered): string {
  return (
    `${Math.round(seconds)} s: ${pages} pages, ${mistakes.length} wrong, ${changes} changes of templates, ` +
    `${hits} plans found, ${misses} not found, ${rejected} rejected, ${writes} written, at most ${mostFiles} kept`
  )
}

function positive(name: 'seconds' | 'processes' | 'entries'): number {
  const number = Number(values[name])
  if (Number.isFinite(number) && number > 0) return number
  console.error(`hammer: --${name} is '${values[name]}', but must be a number above 0`)
  process.exit(1)
}
