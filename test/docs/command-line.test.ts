import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../support/source-files.ts'
import type { CommandOutput, CommandToRun } from './support/run-commands.ts'

const file = root + 'docs/command-line.md'
const written = readFileSync(file, 'utf8')

/** `<!-- with page.html: a → b -->`, the command, and what it prints. */
const pattern = /(?:<!-- with (\S+): (\S+) → (\S+) -->\n)?```sh\n(npx djust [^\n]+)\n```\n\n```(text|json)\n([\s\S]*?)```\n/g

interface Example {
  readonly command: string
  readonly printed: string
  /** A change of the application that the command is shown with. */
  readonly change: { readonly file: string; readonly from: string; readonly to: string } | null
}

const examples = Array.from(written.matchAll(pattern), ([, changed, from = '', to = '', command = '', , printed = '']): Example => {
  return { command, printed, change: changed === undefined ? null : { file: changed, from, to } }
})

/** Beside djust's own sources, where applications find djust by its name. */
const folder = mkdtempSync(join(root, 'test/docs/.tmp-'))
const outputs = new Map<Example, CommandOutput>()

beforeAll(() => {
  const app = application('app')
  const all = examples.map((example, index): CommandToRun => {
    const online = / --run| compare | --database/.test(example.command)
    return { command: example.command, online, folder: example.change ? application(`app${index}`, example.change) : app }
  })
  const sorted = [...examples.keys()].toSorted((a, b) => Number(all[a]!.online) - Number(all[b]!.online))
  const { stdout, stderr } = spawnSync(process.execPath, ['-C', 'djust-source', join(root, 'test/docs/support/run-commands.ts')], {
    input: JSON.stringify(sorted.map((index) => all[index])),
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  })
  if (stderr !== '') throw new Error(stderr)
  const printed = JSON.parse(stdout) as readonly CommandOutput[]
  for (const [at, index] of sorted.entries()) outputs.set(examples[index]!, printed[at]!)
  if (process.env['DJUST_UPDATE_DOCS']) writeFileSync(file, updated())
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A copy of the app of the examples. */
function application(name: string, change: Example['change'] = null): string {
  const app = join(folder, name)
  cpSync(join(root, 'test/docs/app'), app, { recursive: true })
  writeFileSync(join(app, 'package.json'), '{ "type": "module" }\n')
  mkdirSync(join(app, 'node_modules'))
  symlinkSync(root, join(app, 'node_modules/djust'))
  if (change) writeFileSync(join(app, change.file), readFileSync(join(app, change.file), 'utf8').replaceAll(change.from, change.to))
  return app
}

function updated(): string {
  let index = 0
  return written.replace(pattern, (all: string, ...groups: readonly (string | undefined)[]) => {
    const { output } = outputs.get(examples[index++]!)!
    return `${all.slice(0, all.length - `${groups[5]}\`\`\`\n`.length)}${shown(output)}\`\`\`\n`
  })
}

/** Without what differs from one time and one machine to the next. */
function shown(output: string): string {
  const ms = / *\d+(?:\.\d+)?(?= ms)/g
  return `${output.replaceAll(ms, ' 1').replaceAll(join(folder, 'app'), '/app').replace(process.versions.node, '24.21.0').trimEnd()}\n`
}

test.each(examples.map((each) => [each.command, each] as const))('%s', (_, each) => {
  expect(shown(each.printed)).toBe(shown(outputs.get(each)!.output))
})

test('the config and the view that the docs show are those of the examples', () => {
  const app = (name: string): string => readFileSync(join(root, 'test/docs/app', name), 'utf8')
  expect(written).toContain(`\`\`\`ts\n// djust.config.ts\n${app('djust.config.ts')}\`\`\``)
  expect(written).toContain(`\`\`\`ts\n${app('views.ts').slice(app('views.ts').indexOf('export class OldDashboardView'))}\`\`\``)
})

test('wrong pages end with 1, the others with 0', () => {
  const isWrong = ({ command, change }: Example): boolean => change !== null || command.includes(' compare ')
  expect(examples.map((each) => outputs.get(each)!.code)).toEqual(examples.map((each) => (isWrong(each) ? 1 : 0)))
})

test('commands that ask no database do not even open its file', () => {
  const offline = examples.filter(({ command }) => /check|warmup|cache|explain Dash/.test(command))
  expect(offline.map((each) => outputs.get(each)!.database)).toEqual(offline.map(() => false))
  expect(offline.length).toBeGreaterThan(5)
})
