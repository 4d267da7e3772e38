import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { fencesOf } from '../docs/support/guide.ts'
import { root } from '../support/source-files.ts'

const main = join(root, 'src/cli/main.ts')

/** A folder with the files of docs/template-types.md and the entities of the quick start. */
function project(): string {
  const folder = mkdtempSync(join(root, 'test/cli/.tmp-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const models = fencesOf('quick-start.md').filter(({ file }) => file === 'models.ts')
  for (const { file, text } of [...models, ...fencesOf('template-types.md')]) {
    if (file === null || file === 'template-types.ts') continue
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: '../../../tsconfig.json', include: ['*.ts'] }))
  return folder
}

async function run(folder: string, file: string, ...words: string[]): Promise<{ stdout: string; stderr: string; code: number }> {
  const options = { cwd: folder, env: { ...process.env, NO_COLOR: '1' } }
  return promisify(execFile)(process.execPath, ['-C', 'djust-source', file, ...words], options).then(
    (done) => ({ ...done, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  )
}

const types = (folder: string, ...words: string[]) => run(folder, main, 'types', ...words)

test(
  'docs/template-types.md shows what the command and the compiler say; --check fails where the file is missing or old',
  {
    timeout: 60_000,
  },
  async () => {
    const folder = project()
    expect(await types(folder, '--check')).toMatchObject({ code: 1, stderr: 'There is no template-types.ts. Run: djust types\n' })
    const written = await types(folder)
    const compiled = await run(folder, join(root, 'node_modules/typescript/bin/tsc'), '-p', '.', '--pretty', 'false')
    const shown = fencesOf('template-types.md')
    expect(written.stdout + compiled.stdout).toBe(shown.find(({ language }) => language === 'text')?.text)
    const text = readFileSync(join(folder, 'template-types.ts'), 'utf8')
    expect(text).toContain(shown.find(({ file }) => file === 'template-types.ts')?.text)
    writeFileSync(join(folder, 'templates/lease.html'), '{{ lease.id }}')
    expect(await types(folder, '--check')).toMatchObject({
      code: 1,
      stderr: 'template-types.ts is not what the templates read. Run: djust types\n',
    })
    expect(readFileSync(join(folder, 'template-types.ts'), 'utf8')).toBe(text)
  },
)

test('--watch writes again when a template changes, and says what does not compile', { timeout: 60_000 }, async () => {
  const folder = project()
  const child = spawn(process.execPath, ['-C', 'djust-source', main, 'types', '--watch'], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
  })
  onTestFinished(() => void child.kill())
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()))
  const says = async (text: string) => {
    await expect.poll(() => output, { timeout: 15_000 }).toContain(text)
  }
  await says('Watching templates in 1 folder')
  output = ''
  writeFileSync(join(folder, 'templates/lease.html'), '{% if lease %}')
  await says('lease.html:1:1')
  output = ''
  writeFileSync(join(folder, 'templates/lease.html'), '{{ lease.endDate }}')
  await says('template-types.ts: 1 view')
  expect(readFileSync(join(folder, 'template-types.ts'), 'utf8')).toContain('shown(lease.endDate)')
  child.kill('SIGINT')
  expect(await new Promise((done) => child.once('exit', done))).toBe(0)
})

test('the demo’s file is what its templates read', { timeout: 60_000 }, async () => {
  expect(await types(join(root, 'examples/rentals'), '--check')).toMatchObject({ code: 0, stdout: 'template-types.ts is up to date\n' })
})
