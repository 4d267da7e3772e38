import { relative } from 'node:path'
import { configFile, configHelp, configOption, withApp } from './load-app.ts'
import { readArguments } from './arguments.ts'
import type { Command, Streams } from './command.ts'
import { type Finding, installedPackages, nodeVersion } from './doctor/packages.ts'
import { cacheReachable, databaseReachable, templatesFound } from './doctor/app-checks.ts'
import { counted, painter } from './paint.ts'
import { UsageError } from './usage-error.ts'
import { version } from './version.ts'

const help = `djust doctor

Looks at what djust runs on: versions of Node, the ORM and other packages beside those that djust was made for, the
application's config and templates, and whether the cache of plans can be written.

${configHelp}
      --database           also ask the database for one row
      --json               print an array of { name, status, detail, fix }

Examples:
  djust doctor
  djust doctor --database
`

const options = { ...configOption, database: { type: 'boolean' }, json: { type: 'boolean' } } as const

/** `djust doctor`. */
export const doctorCommand: Command = { usage: 'doctor', summary: 'look at versions, drivers, config and cache', run }

async function run(words: readonly string[], { stdout }: Streams): Promise<number> {
  const given = readArguments(words, options, help)
  if (given.help) {
    stdout.write(help)
    return 0
  }
  const found: Finding[] = [{ name: 'djust', status: 'ok', detail: version() }, nodeVersion(), ...installedPackages(process.cwd())]
  found.push(...(await ofApplication(given.flag('database'), given)))
  if (given.flag('json')) stdout.write(`${JSON.stringify(found, null, 2)}\n`)
  else print(found, stdout)
  return found.some(({ status }) => status === 'fail') ? 1 : 0
}

async function ofApplication(asksDatabase: boolean, given: ReturnType<typeof readArguments>): Promise<readonly Finding[]> {
  const config = configFile(given, help)
  if (config === null) {
    return [
      {
        name: 'config',
        status: 'warn',
        detail: 'there is no djust.config.ts',
        fix: 'Commands that look at views need one: see docs/command-line.md.',
      },
    ]
  }
  const shown = relative(process.cwd(), config)
  try {
    return await withApp(given, help, async (app) => {
      const views: Finding =
        app.views.length > 0
          ? { name: 'config', status: 'ok', detail: `${shown}, ${counted(app.views.length, 'view')}` }
          : {
              name: 'config',
              status: 'warn',
              detail: `${shown} names no views`,
              fix: 'Add views: [HomeView], for djust check and djust warmup.',
            }
      const database = asksDatabase ? [await databaseReachable(app)] : []
      return [views, templatesFound(app), await cacheReachable(app), ...database]
    })
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return [{ name: 'config', status: 'fail', detail: error.message, fix: 'Correct it: commands that look at views read it.' }]
  }
}

function print(found: readonly Finding[], stdout: Streams['stdout']): void {
  const paint = painter(stdout)
  const marks = { ok: paint.good('ok  '), warn: paint.warning('warn'), fail: paint.error('fail') }
  const width = Math.max(...found.map(({ name }) => name.length))
  for (const { name, status, detail, fix } of found) {
    stdout.write(`${marks[status]}  ${name.padEnd(width)}  ${detail.replaceAll('\n', `\n${' '.repeat(width + 8)}`)}\n`)
    if (fix !== undefined) stdout.write(`${' '.repeat(width + 8)}${fix}\n`)
  }
}
