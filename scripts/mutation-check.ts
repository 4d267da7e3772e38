import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GuardedLine } from './guarded-line.ts'
import { guardedLines } from './guarded-lines.ts'

/**
 * Takes out, one at a time and in a copy of the project, each line that applies tenant filters, keeps hidden fields unread
 * or is careful with null, and proves that a test fails without it. `npm run test:mutation [part of a title]`
 */
const root = join(import.meta.dirname, '..')
const only = process.argv[2] ?? ''
const chosen = guardedLines.filter(({ guards }) => guards.includes(only))
if (chosen.length === 0) throw new Error(`No guarded line has ${JSON.stringify(only)} in its title.`)
const folder = mkdtempSync(join(tmpdir(), 'djust-mutation-'))
let survivors = 0
try {
  copyProject()
  const all = [...new Set(chosen.flatMap(({ tests }) => tests))]
  if (!passes(all)) throw new Error(`Tests fail without any change:\n${all.join('\n')}`)
  for (const mutation of chosen) {
    const killed = isKilled(mutation)
    if (!killed) survivors++
    console.log(`${killed ? 'red   ' : 'GREEN '} ${mutation.guards} (${mutation.file})`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(
  survivors === 0
    ? `${chosen.length} lines, each guarded by a test`
    : `${survivors} of ${chosen.length} lines can go without a test failing`,
)
process.exitCode = survivors === 0 ? 0 : 1

function copyProject(): void {
  for (const name of ['src', 'test', 'conformance', 'examples', 'package.json', 'tsconfig.json', 'vitest.config.ts']) {
    cpSync(join(root, name), join(folder, name), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
}

function isKilled({ file, line, without, tests, guards }: GuardedLine): boolean {
  const path = join(folder, file)
  const source = readFileSync(path, 'utf8')
  if (source.split(line).length !== 2) throw new Error(`"${guards}": the line is not in ${file} exactly once:\n${line}`)
  writeFileSync(
    path,
    source.replace(line, () => without),
  )
  try {
    return tests.some((test) => !passes([test]))
  } finally {
    writeFileSync(path, source)
  }
}

function passes(tests: readonly string[]): boolean {
  const { status, error } = spawnSync('npx', ['vitest', 'run', '--bail=1', ...tests], { cwd: folder, stdio: 'ignore' })
  if (error) throw error
  return status === 0
}
