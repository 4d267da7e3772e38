import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { root } from '../support/source-files.ts'
import { fencesOf } from './support/guide.ts'

/* The folder that docs/quick-start.md leads to: its programs run as they are typed there. */

const page = 'quick-start.md'
const node = ['-C', 'djust-source']
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(root, 'test/docs/.tmp-'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules/djust'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  for (const { file, text } of fencesOf(page)) {
    if (file === null) continue
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

test('node main.ts serves the page that is shown', async () => {
  const shown = fencesOf(page).find(({ directive }) => directive.startsWith('renders DashboardView'))?.text ?? ''
  const app = spawn(process.execPath, [...node, 'main.ts'], {
    cwd: folder,
    env: { ...process.env, PORT: String(await freePort()), NODE_ENV: 'production' },
  })
  try {
    let said = ''
    app.stderr.on('data', (text: Buffer) => (said += text.toString()))
    app.stdout.on('data', (text: Buffer) => (said += text.toString()))
    await expect.poll(() => said, { timeout: 30_000 }).toMatch(/^http:/)
    const html = await (await fetch(said.trim())).text()
    expect(words(html)).toBe(words(shown))
  } finally {
    app.kill()
  }
}, 60_000)

test('the test of the page passes', async () => {
  const file = fencesOf(page).find((fence) => fence.file?.endsWith('.test.ts'))?.file ?? ''
  const { stdout } = await promisify(execFile)(process.execPath, [...node, '--test', file], { cwd: folder })
  expect(stdout).toContain('pass 1')
}, 60_000)

test('tsc is content with it, with the settings that are shown', async () => {
  const settings = fencesOf(page).find(({ language }) => language === 'json')
  writeFileSync(join(folder, 'tsconfig.json'), settings?.text ?? '')
  const compiler = [join(root, 'node_modules/typescript/bin/tsc'), '--customConditions', 'djust-source']
  const { stdout } = await promisify(execFile)(process.execPath, compiler, { cwd: folder }).catch(
    (error: unknown) => error as { stdout: string },
  )
  // Applications have djust's declarations; here it is the source, which is checked with settings of its own.
  expect(stdout.split('\n').filter((line) => line !== '' && !/^(?:\.\.\/| )/.test(line))).toEqual([])
}, 120_000)

function words(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('> <', '><').trim()
}
